using Microsoft.EntityFrameworkCore;

namespace EfShard.EFCore9.Tests;

internal sealed class NotesContext(DbContextOptions<NotesContext> options) : DbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => modelBuilder.Entity<Note>().Property(note => note.Id).ValueGeneratedNever();
}
