using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Schema.Migrations;

/// <summary>People, to whom a global index came in a second migration.</summary>
public sealed class IndexedContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Person> People => Set<Person>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => modelBuilder.Entity<Person>().ToTable("People").HasShardKey(p => p.Id).HasGlobalIndex(p => p.Name).Property(p => p.Id).ValueGeneratedNever();

    public sealed class Person
    {
        public long Id { get; set; }

        public string Name { get; set; } = "";
    }
}
