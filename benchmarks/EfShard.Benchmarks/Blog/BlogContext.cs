using Microsoft.EntityFrameworkCore;

namespace EfShard.Benchmarks.Blog;

/// <summary>One context and one model for both sides: plain EF Core takes the shard keys for annotations and ignores them.</summary>
internal sealed class BlogContext(DbContextOptions<BlogContext> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();

    public DbSet<Post> Posts => Set<Post>();

    public DbSet<Topic> Topics => Set<Topic>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<User>(user =>
        {
            user.HasShardKey(u => u.Id);
            user.Property(u => u.Id).ValueGeneratedNever();
            user.HasMany(u => u.Posts).WithOne().HasForeignKey(p => p.AuthorId);
        });
        modelBuilder.Entity<Post>(post =>
        {
            post.HasShardKey(p => p.AuthorId);
            post.Property(p => p.Id).ValueGeneratedNever();
            post.HasIndex(p => new { p.WrittenAt, p.Id }).IsDescending();
        });
        modelBuilder.Entity<Topic>().ToUnshardedTable().Property(t => t.Id).ValueGeneratedNever();
    }
}
