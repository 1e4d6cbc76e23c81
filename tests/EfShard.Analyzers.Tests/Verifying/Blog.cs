namespace EfShard.Analyzers.Tests.Verifying;

/// <summary>The model that most tests ask: users with posts, comments that live with their post, orders in another group.</summary>
internal static class Blog
{
    public const string Model = Compilations.Usings + """
        namespace Blog;

        public class User
        {
            public long Id { get; set; }
            public string Name { get; set; } = "";
            public string CountryCode { get; set; } = "";
            public List<Post> Posts { get; } = new();
            public Country? Country { get; set; }
            public Address Address { get; set; } = null!;
        }

        public class Address { public string City { get; set; } = ""; public List<string> Lines { get; set; } = new(); }

        public class Post
        {
            public long Id { get; set; }
            public long AuthorId { get; set; }
            public long? EditorId { get; set; }
            public string Title { get; set; } = "";
            public string? TopicCode { get; set; }
            public bool IsHidden { get; set; }
            public DateTime CreatedAt { get; set; }
            public User Author { get; set; } = null!;
            public User? Editor { get; set; }
            public List<Comment> Comments { get; } = new();
        }

        public class Comment
        {
            public long Id { get; set; }
            public long PostId { get; set; }
            public long WriterId { get; set; }
            public Post Post { get; set; } = null!;
            public User Writer { get; set; } = null!;
            public string Text { get; set; } = "";
        }

        public class Follow
        {
            public long FollowerId { get; set; }
            public long FollowedId { get; set; }
            public User Follower { get; set; } = null!;
            public User Followed { get; set; } = null!;
        }

        public class Order
        {
            public long Id { get; set; }
            public long CustomerId { get; set; }
            public string Region { get; set; } = "";
            public decimal Total { get; set; }
        }

        public class Item
        {
            public long OrderId { get; set; }
            public int Line { get; set; }
            public long CustomerId { get; set; }
            public string Region { get; set; } = "";
        }

        public class Country { public string Code { get; set; } = ""; public string Name { get; set; } = ""; }

        public class Setting { public string Name { get; set; } = ""; public string Value { get; set; } = ""; }

        public class Stranger { public long Id { get; set; } public long PostId { get; set; } }

        public class BlogContext : DbContext
        {
            public BlogContext(DbContextOptions options) : base(options) { }

            public DbSet<User> Users => Set<User>();
            public DbSet<Post> Posts => Set<Post>();
            public DbSet<Comment> Comments => Set<Comment>();
            public DbSet<Follow> Follows => Set<Follow>();
            public DbSet<Order> Orders => Set<Order>();
            public DbSet<Item> Items => Set<Item>();
            public DbSet<Country> Countries => Set<Country>();
            public DbSet<Setting> Settings => Set<Setting>();
            public DbSet<Stranger> Strangers => Set<Stranger>();

            protected override void OnModelCreating(ModelBuilder model)
            {
                model.Entity<User>(user =>
                {
                    user.HasShardKey(u => u.Id);
                    user.Property(u => u.Id).ValueGeneratedNever();
                    user.HasOne(u => u.Country).WithMany().HasForeignKey(u => u.CountryCode);
                    user.OwnsOne(u => u.Address);
                });
                model.Entity<Post>(post =>
                {
                    post.HasShardKey(p => p.AuthorId);
                    post.Property(p => p.Id).ValueGeneratedNever();
                    post.HasOne(p => p.Author).WithMany(u => u.Posts).HasForeignKey(p => p.AuthorId);
                    post.HasOne(p => p.Editor).WithMany().HasForeignKey(p => p.EditorId).IsCrossShard();
                });
                model.Entity<Comment>(comment =>
                {
                    comment.Property(c => c.Id).ValueGeneratedNever();
                    comment.HasOne(c => c.Post).WithMany(p => p.Comments).HasForeignKey(c => c.PostId).IsColocated();
                    comment.HasOne(c => c.Writer).WithMany().HasForeignKey(c => c.WriterId).IsCrossShard();
                });
                model.Entity<Follow>(follow =>
                {
                    follow.HasShardKey(f => f.FollowerId);
                    follow.HasKey(f => new { f.FollowerId, f.FollowedId });
                    follow.HasOne(f => f.Follower).WithMany().HasForeignKey(f => f.FollowerId);
                    follow.HasOne(f => f.Followed).WithMany().HasForeignKey(f => f.FollowedId).IsCrossShard();
                });
                model.Entity<Order>().HasShardKey(o => new { o.CustomerId, o.Region }).InGroup("sales").Property(o => o.Id).ValueGeneratedNever();
                model.Entity<Item>().HasShardKey(i => new { i.CustomerId, i.Region }).InGroup("sales").HasKey(i => new { i.OrderId, i.Line });
                model.Entity<Country>().ToReferenceTable().HasKey(c => c.Code);
                model.Entity<Setting>().ToUnshardedTable().HasKey(s => s.Name);
            }
        }

        """;

    /// <summary>A method of the blog for each body.</summary>
    public static string Methods(params string[] bodies) => Compilations.Usings + $$"""
        namespace Blog;

        public static class Code
        {
            {{string.Join("\n    ", bodies.Select((body, i) => $"public static async Task Run{i}Async({Parameters}) {{ await Task.Yield(); {body} }}"))}}
        }
        """;

    private const string Parameters = "BlogContext context, IQueryable<Post> given, long id, long[] ids, List<long?> maybe, User user, CancellationToken token";

    /// <summary>A method of the blog with this body, and members beside it.</summary>
    public static string Method(string body, string members = "") => Compilations.Usings + $$"""
        namespace Blog;

        public static class Code
        {
            public static async Task RunAsync({{Parameters}})
            {
                await Task.Yield();
                {{body}}
            }

            {{members}}
        }
        """;
}
