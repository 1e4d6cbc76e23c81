using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Queries.Gathering;

/// <summary>Arrays of a type that the application made in the database.</summary>
public class MoodContext(DbContextOptions<MoodContext> options) : DbContext(options)
{
    public enum Mood
    {
        Calm,
        Glad,
        Cross,
    }

    public DbSet<Diary> Diaries => Set<Diary>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => modelBuilder.Entity<Diary>(diary =>
        {
            diary.HasShardKey(d => d.Id).Property(d => d.Id).ValueGeneratedNever();
            diary.HasIndex(d => d.NextId);
        });

    public class Diary
    {
        public int Id { get; set; }

        public int NextId { get; set; }

        public Mood[] Moods { get; set; } = [];

        public string Note { get; set; } = "";
    }
}
