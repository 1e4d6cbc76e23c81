using EfShard.Execution;
using EfShard.Strategies;
using EfShard.Tests.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Xunit;

namespace EfShard.Tests.Infrastructure;

public class ShardingFacadeTests
{
    [Fact]
    public void The_shards_are_listed_by_name()
    {
        using var context = Context();
        Assert.Equal(["a", "b", "c"], context.Sharding().Shards.Select(s => s.Name));
        Assert.Equal(context.Sharding().Shards, context.Sharding().Shards);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_entity_is_where_its_key_is(bool async)
    {
        using var context = Context();
        var sharding = context.Sharding();

        foreach (var id in new[] { 5L, 10, 25 })
        {
            var (customer, purchase) = (new ShopContext.Customer { Id = id }, new ShopContext.Purchase { CustomerId = id });
            var expected = id < 10 ? "c" : id < 20 ? "a" : "b";
            Assert.Equal(expected, (async ? await sharding.ShardOfAsync(customer) : sharding.ShardOf(customer)).Name);
            Assert.Equal(expected, (async ? await sharding.ShardOfAsync(purchase) : sharding.ShardOf(purchase)).Name);
            Assert.Equal(
                expected,
                (async ? await sharding.ShardOfAsync<ShopContext.Customer>(id) : sharding.ShardOf<ShopContext.Customer>(id)).Name);
        }

        Assert.Empty(context.ChangeTracker.Entries());
    }

    [Fact]
    public void The_strategy_of_an_entity_is_that_of_its_group_and_tells_the_same_place()
    {
        using var context = Context();
        var sharding = context.Sharding();

        var strategy = sharding.StrategyOf<ShopContext.Purchase>();

        Assert.Same(strategy, sharding.StrategyOf<ShopContext.Customer>());
        Assert.All([5L, 10, 25], id => Assert.Equal(sharding.ShardOf<ShopContext.Customer>(id).Name, strategy.Shards[strategy.Locate(ShardKey.From(id))]));
        Assert.Throws<InvalidOperationException>(sharding.StrategyOf<ShopContext.Country>);
        Assert.Throws<InvalidOperationException>(sharding.StrategyOf<string>);
    }

    [Fact]
    public void An_entity_of_an_unsharded_table_is_on_the_unsharded_shard()
    {
        using var context = Context();
        Assert.Equal("b", context.Sharding().ShardOf(new ShopContext.Setting()).Name);
    }

    [Fact]
    public void An_entity_of_a_reference_table_is_on_no_single_shard()
    {
        using var context = Context();
        var error = Assert.Throws<InvalidOperationException>(() => context.Sharding().ShardOf(new ShopContext.Country { Code = "NL" }));
        Assert.Contains("every shard has a copy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entity_that_inherits_its_shard_is_where_its_tracked_principal_is()
    {
        using var context = new ThreadContext(Options());
        var post = new ThreadContext.Post { Id = Guid.NewGuid(), Author = 12 };
        var comment = new ThreadContext.Comment { Id = Guid.NewGuid(), PostId = post.Id };
        var reply = new ThreadContext.Reply { Id = Guid.NewGuid(), CommentId = comment.Id };

        var error = Assert.Throws<ShardKeyException>(() => context.Sharding().ShardOf(reply));
        Assert.Contains("known only to the Comment", error.Message, StringComparison.Ordinal);

        context.Attach(comment);
        Assert.Throws<ShardKeyException>(() => context.Sharding().ShardOf(reply));
        context.Attach(post);
        Assert.Equal("a", context.Sharding().ShardOf(reply).Name);
    }

    [Fact]
    public void An_entity_that_inherits_its_shard_is_where_the_principal_is_that_it_points_to()
    {
        using var context = new ThreadContext(Options());
        var comment = new ThreadContext.Comment { Post = new ThreadContext.Post { Author = 3 } };

        Assert.Equal("c", context.Sharding().ShardOf(comment).Name);
        Assert.Empty(context.ChangeTracker.Entries());
    }

    [Fact]
    public void Wrong_keys_are_refused_with_the_key_s_own_names()
    {
        using var context = Context();
        var sharding = context.Sharding();

        Assert.Contains("is (Id), but 2 values", Assert.Throws<ShardKeyException>(() => sharding.ShardOf<ShopContext.Customer>(1L, 2L)).Message, StringComparison.Ordinal);
        Assert.Throws<ShardKeyException>(() => sharding.ShardOf<ShopContext.Customer>("text"));
        Assert.Contains("null", Assert.Throws<ShardKeyException>(() => sharding.ShardOf<ShopContext.Customer>([null])).Message, StringComparison.Ordinal);
        Assert.Contains("is not sharded", Assert.Throws<InvalidOperationException>(() => sharding.ShardOf<ShopContext.Setting>("x")).Message, StringComparison.Ordinal);
        Assert.Contains("no entity type", Assert.Throws<InvalidOperationException>(() => sharding.ShardOf<string>("x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_asynchronous_strategy_is_waited_for()
    {
        using var context = new ShopContext(new DbContextOptionsBuilder().UseSqlite()
            .UseSharding(s => s.AddShard("a", "1").AddShard("b", "2").Group("default", g => g.Strategy(new SlowStrategy()))).Options);

        Assert.Equal("b", (await context.Sharding().ShardOfAsync<ShopContext.Customer>(1L)).Name);
        Assert.Equal("b", (await context.Sharding().ShardOfAsync(new ShopContext.Customer())).Name);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => context.Sharding().ShardOfAsync<ShopContext.Customer>([1L], new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Scopes_nest_and_restore_the_outer_one()
    {
        using var context = Context();
        var pin = context.GetService<ShardPin>();

        using (context.Sharding().UseShard("b"))
        {
            Assert.Equal(1, pin.Shard);
            using (var inner = context.Sharding().UseShard("c"))
            {
                Assert.Equal(2, pin.Shard);
                inner.Dispose();
                Assert.Equal(1, pin.Shard);
            }

            Assert.Equal(1, pin.Shard);
        }

        Assert.Null(pin.Shard);
    }

    [Fact]
    public void Pinning_to_an_unknown_shard_lists_the_known_ones()
    {
        using var context = Context();
        var error = Assert.Throws<ShardingConfigurationException>(() => context.Sharding().UseShard("x"));
        Assert.Contains("the shard 'x', which is not one of 'a', 'b', 'c'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pooled_context_starts_its_next_lease_unpinned_even_if_a_scope_ends_late()
    {
        var factory = new PooledDbContextFactory<PooledContext>(
            new DbContextOptionsBuilder<PooledContext>().UseSqlite().UseSharding(s => s.AddShard("a", "1").AddShard("b", "2")).Options,
            poolSize: 1);
        IDisposable late;
        PooledContext first;
        using (first = factory.CreateDbContext())
        {
            first.Sharding().UseShard("a");
            late = first.Sharding().UseShard("b");
        }

        using var second = factory.CreateDbContext();
        Assert.Same(first, second);
        Assert.Null(second.GetService<ShardPin>().Shard);
        late.Dispose();
        Assert.Null(second.GetService<ShardPin>().Shard);
    }

    private static ShopContext Context() => new(Options());

    private static DbContextOptions Options()
        => new DbContextOptionsBuilder().UseSqlite().UseSharding(s => s
            .AddShard("a", "Data Source=facade-a").AddShard("b", "Data Source=facade-b").AddShard("c", "Data Source=facade-c")
            .UnshardedOn("b")
            .Group("default", g => g.Range<long>(r => r.Below(10, "c").Below(20, "a").Rest("b")))).Options;

    private sealed class PooledContext(DbContextOptions<PooledContext> options) : DbContext(options);

    private sealed class ThreadContext(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Post>().HasShardKey(p => p.Author);
            modelBuilder.Entity<Comment>().HasOne(c => c.Post).WithMany().HasForeignKey(c => c.PostId).IsColocated();
            modelBuilder.Entity<Reply>().HasOne<Comment>().WithMany().HasForeignKey(r => r.CommentId).IsColocated();
        }

        public class Post
        {
            public Guid Id { get; set; }

            public long Author { get; set; }
        }

        public class Comment
        {
            public Guid Id { get; set; }

            public Guid PostId { get; set; }

            public Post? Post { get; set; }
        }

        public class Reply
        {
            public Guid Id { get; set; }

            public Guid CommentId { get; set; }
        }
    }

    private sealed class SlowStrategy : ShardStrategy
    {
        public override IReadOnlyList<string> Shards => ["a", "b"];

        public override string Definition => "slow";

        public override bool IsAsynchronous => true;

        public override int Locate(in ShardKey key) => throw new NotSupportedException("asked synchronously");

        public override async ValueTask LocateAsync(ReadOnlyMemory<ShardKey> keys, Memory<int> shards, CancellationToken cancellationToken)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            shards.Span.Fill(1);
        }
    }
}
