using EfShard.Analyzers.Tests.Verifying;

namespace EfShard.Analyzers.Tests.Rules;

/// <summary>EFS0006.</summary>
public class UncheckedConstraintTests
{
    private const string Entities = Compilations.Usings + """
        namespace N;

        public class User { public long Id { get; set; } public string Email { get; set; } = ""; public List<Post> Posts { get; } = new(); }
        public class Post { public Guid Id { get; set; } public long AuthorId { get; set; } public long EditorId { get; set; } public User Author { get; set; } = null!; public User Editor { get; set; } = null!; public string CountryId { get; set; } = ""; public Country Country { get; set; } = null!; }
        public class Sale { public Guid Id { get; set; } public long UserId { get; set; } public User User { get; set; } = null!; }
        public class Country { public string Id { get; set; } = ""; }
        public class Setting { public string Id { get; set; } = ""; public long UserId { get; set; } }

        """;

    [Fact]
    public Task Constraints_that_no_shard_can_check_are_reported() => Analysis.VerifyAsync("EFS0006", Entities + """
        public class Context : DbContext
        {
            protected override void OnModelCreating(ModelBuilder model)
            {
                model.Entity<User>(user =>
                {
                    user.HasShardKey(u => u.Id);
                    user.HasIndex(u => u.Email).[|IsUnique()|];
                    user.[|HasAlternateKey(u => u.Email)|];
                });
                model.Entity<Post>(post =>
                {
                    post.HasShardKey(p => p.AuthorId);
                    post.HasOne(p => p.Editor).WithMany().[|HasForeignKey(p => p.EditorId)|];
                    post.HasOne(p => p.Author).WithMany(u => u.Posts).HasForeignKey(p => p.AuthorId);
                });
                model.Entity<Sale>(sale =>
                {
                    sale.HasShardKey(s => s.UserId).InGroup("sales");
                    sale.HasOne(s => s.User).[|WithMany()|];
                });
                model.Entity<Country>().ToReferenceTable();
                model.Entity<Setting>(setting =>
                {
                    setting.ToUnshardedTable();
                    setting.HasOne<User>().WithMany().[|HasForeignKey(s => s.UserId)|];
                });
            }
        }
        """);

    [Fact]
    public Task Those_that_are_declared_or_can_be_checked_are_not() => Analysis.VerifyAsync("EFS0006", Blog.Model, Entities + """
        public class Context : DbContext
        {
            protected override void OnModelCreating(ModelBuilder model)
            {
                model.Entity<User>(user =>
                {
                    user.HasShardKey(u => u.Id);
                    user.HasIndex(u => u.Email).IsUnique().IsUniquePerShard();
                    user.HasIndex(u => u.Email);
                    user.HasIndex(u => new { u.Id, u.Email }).IsUnique();
                    user.HasAlternateKey(u => new { u.Email, u.Id });
                });
                model.Entity<Post>(post =>
                {
                    post.HasShardKey(p => p.AuthorId);
                    post.HasOne(p => p.Editor).WithMany().HasForeignKey(p => p.EditorId).IsCrossShard();
                    post.HasOne(p => p.Author).WithMany(u => u.Posts).HasForeignKey(p => p.AuthorId);
                });
                model.Entity<Sale>(sale => { sale.HasShardKey(s => s.Id); sale.HasOne(s => s.User).WithMany().IsColocated(); });
                model.Entity<Country>().ToReferenceTable();
                model.Entity<Country>().HasIndex(c => c.Id).IsUnique();
                model.Entity<Setting>().ToUnshardedTable();
            }
        }
        """);

    [Fact]
    public Task Attributes_and_conventions_count_too() => Analysis.VerifyAsync("EFS0006", Compilations.Usings + """
        namespace N;

        [Index(nameof(Email), IsUnique = true)]
        public class Plain { public Guid Id { get; set; } public string Email { get; set; } = ""; }

        [ShardKey(nameof(Id)), [|Index(nameof(Email), IsUnique = true)|], Index(nameof(Name)), Index(nameof(Id), nameof(Name), IsUnique = true)]
        public class User { public Guid Id { get; set; } public string Email { get; set; } = ""; public string Name { get; set; } = ""; }

        public class Post
        {
            public Guid Id { get; set; }
            [ShardKey] public Guid AuthorId { get; set; }
            public User Author { get; set; } = null!;
            public Guid EditorId { get; set; }
            public User [|Editor|] { get; set; } = null!;
            public Guid PlainId { get; set; }
            public Plain Plain { get; set; } = null!;
        }

        public class Context : DbContext
        {
            public DbSet<User> Users => Set<User>();
            public DbSet<Post> Posts => Set<Post>();
        }
        """);
}
