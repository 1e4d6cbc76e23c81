using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Execution;

public class NotesContext(DbContextOptions<NotesContext> options) : DbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => modelBuilder.Entity<Note>().HasShardKey(n => n.OwnerId).Property(n => n.Id).ValueGeneratedNever();
}
