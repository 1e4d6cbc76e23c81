using Microsoft.EntityFrameworkCore;

namespace EfShard.EFCore9.Tests.MariaDb;

/// <summary>Readers and what they have read, by reader; ids tell the shard. The same model serves the shards and the one database that they are compared with.</summary>
internal sealed class ShelfContext(DbContextOptions<ShelfContext> options) : DbContext(options)
{
    public DbSet<Reader> Readers => Set<Reader>();

    public DbSet<Reading> Readings => Set<Reading>();

    public DbSet<Language> Languages => Set<Language>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Reader>().HasShardKey(r => r.Id).Property(r => r.Id).ValueGeneratedNever();
        modelBuilder.Entity<Reading>(reading =>
        {
            reading.HasShardKey(r => r.ReaderId).Property(r => r.Id).ValueGeneratedNever();
            reading.Property(r => r.Price).HasPrecision(12, 2);
        });
        modelBuilder.Entity<Ticket>().HasShardKey(t => t.ReaderId).Property(t => t.Id).HasShardedId();
        modelBuilder.Entity<Language>().ToReferenceTable().HasKey(l => l.Code);
    }
}
