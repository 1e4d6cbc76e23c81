using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.ModelRules;

/// <summary>A small model that follows all rules; tests change one thing in it.</summary>
public static class Blog
{
    public static void Configure(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<User>().HasShardKey(u => u.Id).Property(u => u.Id).ValueGeneratedNever();
        modelBuilder.Entity<Post>().HasShardKey(p => p.AuthorId).Property(p => p.Id).ValueGeneratedNever();
        modelBuilder.Entity<Comment>().HasOne(c => c.Post).WithMany(p => p.Comments).IsColocated();
        modelBuilder.Entity<Comment>().Property(c => c.Id).ValueGeneratedNever();
    }

    /// <summary>The blog with a change.</summary>
    public static Action<ModelBuilder> With(Action<ModelBuilder> change) => modelBuilder =>
    {
        Configure(modelBuilder);
        change(modelBuilder);
    };

    public class User
    {
        public long Id { get; set; }

        public string Name { get; set; } = "";

        public List<Post> Posts { get; } = [];
    }

    public class Post
    {
        public long Id { get; set; }

        public long AuthorId { get; set; }

        public User Author { get; set; } = null!;

        public string Slug { get; set; } = "";

        public List<Comment> Comments { get; } = [];
    }

    public class Comment
    {
        public long Id { get; set; }

        public long PostId { get; set; }

        public Post Post { get; set; } = null!;

        public int Position { get; set; }
    }

    public class Country
    {
        public string Code { get; set; } = "";

        public string Name { get; set; } = "";
    }
}
