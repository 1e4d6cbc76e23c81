using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Ids;

/// <summary>Ids of every kind: of the entity that is its own shard key, beside the shard key, of one that lives with another, of a reference table, and Guids.</summary>
public class IdContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Writer> Writers => Set<Writer>();

    public DbSet<Essay> Essays => Set<Essay>();

    public DbSet<Note> Notes => Set<Note>();

    public DbSet<Reader> Readers => Set<Reader>();

    public DbSet<Topic> Topics => Set<Topic>();

    public DbSet<Letter> Letters => Set<Letter>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Writer>().HasShardKey(w => w.Id).HasShardedId();
        modelBuilder.Entity<Essay>(essay =>
        {
            essay.HasShardKey(e => e.WriterId).Property(e => e.Id).HasShardedId();
            essay.HasOne(e => e.Topic).WithMany().HasForeignKey(e => e.TopicId);
        });
        modelBuilder.Entity<Note>(note =>
        {
            note.HasShardedId();
            note.HasOne(n => n.Essay).WithMany(e => e.Notes).HasForeignKey(n => n.EssayId).IsColocated();
        });
        modelBuilder.Entity<Reader>(reader =>
        {
            reader.HasShardKey(r => r.Name).HasShardedId();
            reader.HasOne<Essay>().WithMany().HasForeignKey(r => r.EssayId).IsCrossShard();
        });
        modelBuilder.Entity<Topic>().ToReferenceTable().HasShardedId();
        modelBuilder.Entity<Letter>().HasShardKey(l => l.WriterId).HasShardedId();
    }

    public class Writer
    {
        public long Id { get; set; }

        public string Name { get; set; } = "";

        public List<Essay> Essays { get; } = [];
    }

    public class Essay
    {
        public long Id { get; set; }

        public long WriterId { get; set; }

        public Writer Writer { get; set; } = null!;

        public string Title { get; set; } = "";

        public long? TopicId { get; set; }

        public Topic? Topic { get; set; }

        public List<Note> Notes { get; } = [];
    }

    public class Note
    {
        public long Id { get; set; }

        public long EssayId { get; set; }

        public Essay Essay { get; set; } = null!;

        public string Text { get; set; } = "";
    }

    public class Reader
    {
        public long Id { get; set; }

        public string Name { get; set; } = "";

        public long EssayId { get; set; }
    }

    public class Topic
    {
        public long Id { get; set; }

        public string Name { get; set; } = "";
    }

    public class Letter
    {
        public Guid Id { get; set; }

        public long WriterId { get; set; }
    }
}
