using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

// The README's code, compiled. ReadmeTests holds the two to each other.
namespace EfShard.Tests.Docs.Readme;

public class BlogContext(DbContextOptions<BlogContext> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();
    public DbSet<Post> Posts => Set<Post>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<User>().HasShardKey(u => u.Id).Property(u => u.Id).ValueGeneratedNever();
        modelBuilder.Entity<Post>().HasShardKey(p => p.AuthorId).Property(p => p.Id).ValueGeneratedNever();
        modelBuilder.Entity<Country>().ToReferenceTable();
        modelBuilder.Entity<Setting>().ToUnshardedTable();
    }
}

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

    public string Title { get; set; } = "";

    public DateTime CreatedAt { get; set; }
}

public class Country
{
    public string Id { get; set; } = "";
}

public class Setting
{
    public string Id { get; set; } = "";
}

public static class Snippets
{
    public static void Configure(IServiceCollection services)
    {
        services.AddDbContext<BlogContext>(options => options
            .UseNpgsql()
            .UseSharding(sharding => sharding
                .AddShard("s0", "Host=db0;Database=blog")
                .AddShard("s1", "Host=db1;Database=blog")
                .AddShard("s2", "Host=db2;Database=blog")
                .AddShard("s3", "Host=db3;Database=blog")));
    }

    public static async Task<int> UseAsync(BlogContext context, long[] followed)
    {
        await context.Database.EnsureCreatedAsync();                       // on every shard

        context.Add(new User { Id = 42, Name = "Ada" });
        context.Add(new Post { Id = 1, AuthorId = 42, Title = "Notes" });  // same shard key: same shard, one transaction
        await context.SaveChangesAsync();

        var user = await context.Users.Include(u => u.Posts).SingleAsync(u => u.Id == 42);     // asks one shard
        var feed = await context.Posts                                                         // asks the shards of these authors,
            .Where(p => followed.Contains(p.AuthorId))                                         // each for its own authors' posts,
            .OrderByDescending(p => p.CreatedAt)                                               // and merges
            .Take(20)
            .Select(p => new { p.Title, p.Author.Name })
            .ToListAsync();

        Console.WriteLine(context.Posts.OrderBy(p => p.CreatedAt).Take(20).ToShardPlanString()); // how a query is answered
        return user.Posts.Count + feed.Count;
    }
}
