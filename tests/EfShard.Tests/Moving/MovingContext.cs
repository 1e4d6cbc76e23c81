using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Moving;

/// <summary>Posts that may change their author, with everything that can live with a row.</summary>
public class MovingContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();

    public DbSet<Post> Posts => Set<Post>();

    public DbSet<Paper> Papers => Set<Paper>();

    public DbSet<Comment> Comments => Set<Comment>();

    public DbSet<Reaction> Reactions => Set<Reaction>();

    /// <summary>Whether it is of one database.</summary>
    public bool IsPlain { get; init; }

    /// <summary>Whether slugs are unique over all shards.</summary>
    protected virtual bool HasSlugs => true;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<User>().HasShardKey(u => u.Id).Property(u => u.Id).ValueGeneratedNever();
        modelBuilder.Entity<Tag>().ToReferenceTable().Property(t => t.Id).ValueGeneratedNever();
        modelBuilder.Entity<Post>(post =>
        {
            post.HasShardKey(p => p.AuthorId).AllowShardKeyChange();
            if (HasSlugs)
            {
                post.HasGlobalIndex(p => p.Slug);
            }

            post.Property(p => p.Id).ValueGeneratedNever();
            post.Property(p => p.Version).IsConcurrencyToken();
            post.HasOne(p => p.Author).WithMany().OnDelete(DeleteBehavior.Restrict);
            post.HasIndex(p => new { p.AuthorId, p.Title }).IsUnique();
            post.Property(p => p.Length).HasComputedColumnSql("length(\"Title\")", stored: true);
            post.OwnsOne(p => p.Look);
            post.OwnsOne(p => p.Details, details => details.ToJson());
            post.OwnsMany(p => p.Links, link =>
            {
                link.ToTable("Links");
                link.HasKey(l => l.Id);
                link.Property(l => l.Id).ValueGeneratedNever();
            });
            post.HasMany(p => p.Tags).WithMany().UsingEntity("PostTag");
            post.SplitToTable("PostTexts", text => text.Property(p => p.Text));
        });
        modelBuilder.Entity<Paper>(paper =>
        {
            paper.UseTptMappingStrategy();
            paper.HasShardKey(p => p.AuthorId).AllowShardKeyChange().Property(p => p.Id).ValueGeneratedNever();
            paper.HasOne(p => p.Author).WithMany();
        });
        modelBuilder.Entity<Essay>().ToTable("Essays");
        modelBuilder.Entity<Comment>(comment =>
        {
            comment.Property(c => c.Id).ValueGeneratedNever();
            comment.HasOne(c => c.Post).WithMany(p => p.Comments).IsColocated();
        });
        modelBuilder.Entity<Reaction>(reaction =>
        {
            reaction.Property(r => r.Id).ValueGeneratedNever();
            reaction.HasOne(r => r.Comment).WithMany(c => c.Reactions).IsColocated();
        });
        modelBuilder.Entity<Bookmark>(bookmark =>
        {
            bookmark.HasShardKey(b => b.UserId).Property(b => b.Id).ValueGeneratedNever();
            bookmark.HasOne(b => b.User).WithMany();
            bookmark.HasOne(b => b.Post).WithMany().OnDelete(DeleteBehavior.ClientCascade).IsCrossShard();
        });
    }

    public class User
    {
        public long Id { get; set; }

        public string Name { get; set; } = "";
    }

    public class Tag
    {
        public long Id { get; set; }
    }

    public class Post
    {
        public Guid Id { get; set; }

        public long AuthorId { get; set; }

        public User Author { get; set; } = null!;

        public string Title { get; set; } = "";

        public string? Slug { get; set; }

        public string? Text { get; set; }

        public int Version { get; set; }

        public int Length { get; set; }

        public DateTime At { get; set; }

        public double Score { get; set; }

        public byte[]? Picture { get; set; }

        public Look? Look { get; set; }

        public Details? Details { get; set; }

        public List<Link> Links { get; } = [];

        public List<Tag> Tags { get; } = [];

        public List<Comment> Comments { get; } = [];
    }

    public class Paper
    {
        public Guid Id { get; set; }

        public long AuthorId { get; set; }

        public User Author { get; set; } = null!;
    }

    public class Essay : Paper
    {
        public string Abstract { get; set; } = "";
    }

    public class Look
    {
        public string Color { get; set; } = "";
    }

    public class Details
    {
        public string Mood { get; set; } = "";

        public int Rating { get; set; }
    }

    public class Link
    {
        public Guid Id { get; set; }

        public string Url { get; set; } = "";
    }

    public class Comment
    {
        public Guid Id { get; set; }

        public Guid PostId { get; set; }

        public Post Post { get; set; } = null!;

        public string? Text { get; set; }

        public List<Reaction> Reactions { get; } = [];
    }

    public class Reaction
    {
        public Guid Id { get; set; }

        public Guid CommentId { get; set; }

        public Comment Comment { get; set; } = null!;

        public int Kind { get; set; }
    }

    public class Bookmark
    {
        public Guid Id { get; set; }

        public long UserId { get; set; }

        public User User { get; set; } = null!;

        public Guid PostId { get; set; }

        public Post Post { get; set; } = null!;
    }
}
