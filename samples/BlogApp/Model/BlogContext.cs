using Microsoft.EntityFrameworkCore;

namespace BlogApp.Model;

/// <summary>The blog's one context over all shards.</summary>
internal sealed class BlogContext(DbContextOptions<BlogContext> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();

    public DbSet<Post> Posts => Set<Post>();

    public DbSet<Follow> Follows => Set<Follow>();

    public DbSet<Follower> Followers => Set<Follower>();

    public DbSet<Comment> Comments => Set<Comment>();

    public DbSet<PostTag> PostTags => Set<PostTag>();

    public DbSet<Category> Categories => Set<Category>();

    public DbSet<Setting> Settings => Set<Setting>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
        => configuration.Properties<DateTime>().HaveConversion<UtcDateTimeConverter>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        // One group, one kind of key: a user, the user's posts with their comments and tags, and the user's follows are always on the same shard.
        model.Entity<User>(user =>
        {
            user.HasShardKey(u => u.Id);
            user.Property(u => u.Id).ValueGeneratedNever(); // two shards would count from one each
            user.Property(u => u.Name).HasMaxLength(100);
            user.Property(u => u.NameKey).HasMaxLength(100);
            user.HasIndex(u => u.NameKey); // not unique: a shard cannot see the names on the others
        });

        model.Entity<Post>(post =>
        {
            post.HasShardKey(p => p.AuthorId);
            post.Property(p => p.Id).ValueGeneratedNever();
            post.Property(p => p.Title).HasMaxLength(Post.TitleLength);
            post.Property(p => p.Summary).HasMaxLength(Post.SummaryLength);
            post.HasOne(p => p.Author).WithMany(u => u.Posts).HasForeignKey(p => p.AuthorId);
            post.HasOne(p => p.Category).WithMany().HasForeignKey(p => p.CategoryCode).OnDelete(DeleteBehavior.Restrict);
            post.HasIndex(p => new { p.CreatedAt, p.Id });
            post.HasIndex(p => new { p.AuthorId, p.CreatedAt, p.Id });
        });

        model.Entity<Comment>(comment =>
        {
            comment.HasShardKey(c => c.PostAuthorId);
            comment.Property(c => c.Id).ValueGeneratedNever();
            comment.Property(c => c.AuthorName).HasMaxLength(100);
            comment.Property(c => c.Body).HasMaxLength(Comment.BodyLength);
            comment.HasOne(c => c.Post).WithMany(p => p.Comments).HasForeignKey(c => c.PostId).IsColocated();
            comment.HasOne(c => c.Author).WithMany().HasForeignKey(c => c.AuthorId).IsCrossShard();
            comment.HasIndex(c => new { c.PostId, c.CreatedAt, c.Id });
        });

        model.Entity<PostTag>(tag =>
        {
            tag.HasShardKey(t => t.AuthorId);
            tag.HasKey(t => new { t.PostId, t.Tag });
            tag.Property(t => t.Tag).HasMaxLength(PostTag.Length);
            tag.HasOne(t => t.Post).WithMany(p => p.Tags).HasForeignKey(t => t.PostId).IsColocated();
            tag.HasIndex(t => new { t.Tag, t.PostId });
        });

        model.Entity<Follower>(follower =>
        {
            follower.HasShardKey(f => f.FollowedId);
            follower.HasKey(f => new { f.FollowedId, f.FollowerId });
            follower.Property(f => f.FollowerName).HasMaxLength(100);
            follower.HasOne(f => f.Followed).WithMany().HasForeignKey(f => f.FollowedId);
        });

        model.Entity<Follow>(follow =>
        {
            follow.HasShardKey(f => f.FollowerId);
            follow.HasKey(f => new { f.FollowerId, f.FollowedId });
            follow.HasOne(f => f.Follower).WithMany().HasForeignKey(f => f.FollowerId);
            follow.HasOne(f => f.Followed).WithMany().HasForeignKey(f => f.FollowedId).IsCrossShard();
        });

        model.Entity<Category>(category =>
        {
            category.ToReferenceTable();
            category.HasKey(c => c.Code);
            category.Property(c => c.Code).HasMaxLength(40);
            category.HasData(Category.All);
        });

        model.Entity<Setting>().ToUnshardedTable().HasKey(s => s.Name);
    }
}
