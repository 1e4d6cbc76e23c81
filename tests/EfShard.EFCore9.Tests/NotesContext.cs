using Microsoft.EntityFrameworkCore;

namespace EfShard.EFCore9.Tests;

internal sealed class NotesContext(DbContextOptions<NotesContext> options) : DbContext(options)
{
    public DbSet<Writer> Writers => Set<Writer>();

    public DbSet<Note> Notes => Set<Note>();

    public DbSet<Language> Languages => Set<Language>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Writer>(writer =>
        {
            writer.HasShardKey(w => w.Id);
            writer.Property(w => w.Id).ValueGeneratedNever();
            writer.Property(w => w.Name).UseCollation("NOCASE");
        });
        modelBuilder.Entity<Note>(note =>
        {
            note.HasShardKey(n => n.WriterId);
            note.Property(n => n.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<Language>(language =>
        {
            language.HasKey(l => l.Code);
            language.ToReferenceTable();
        });
    }
}
