using EfShard.Strategies;
using EfShard.Tests.Update.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Update;

/// <summary>A key that the strategy can't place: the error of the save says whose it is, and nothing is sent.</summary>
public sealed class UnplacedKeyTests : SqliteDeskTests
{
    private readonly CommandLog _log = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_error_names_the_entity_and_its_shard_key(bool async)
    {
        await using var context = Context(new Picky(Desk.Names, asks: false));
        context.AddRange(new Author { Id = 1 }, new Draft { Id = Guid.NewGuid(), OwnerId = Picky.Unknown });

        var error = await Assert.ThrowsAsync<ShardKeyException>(() => context.SaveAsync(async));

        Assert.Contains("'Draft'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'OwnerId'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("'Author'", error.Message, StringComparison.Ordinal);
        AssertTold(error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_lives_with_its_principal_is_refused_by_the_principals_key(bool async)
    {
        await using var context = Context(new Picky(Desk.Names, asks: false));
        context.Add(new Article { Author = new Author { Id = Picky.Unknown } });

        var error = await Assert.ThrowsAsync<ShardKeyException>(() => context.SaveAsync(async));

        Assert.Matches("'(Author|Article)'", error.Message);
        AssertTold(error);
    }

    [Fact]
    public async Task A_strategy_that_is_asked_for_all_keys_at_once_leaves_the_entities_that_it_may_be()
    {
        await using var context = Context(new Picky(Desk.Names, asks: true));
        context.AddRange(new Author { Id = 1 }, new Draft { Id = Guid.NewGuid(), OwnerId = Picky.Unknown }, new Country { Code = "NL" });

        var error = await Assert.ThrowsAsync<ShardKeyException>(() => context.SaveChangesAsync());

        Assert.Contains("a 'Author' (its shard key is 'Id') or a 'Draft' (its shard key is 'OwnerId')", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("'Country'", error.Message, StringComparison.Ordinal);
        AssertTold(error);
    }

    [Fact]
    public async Task A_strategy_that_would_ask_names_the_entity_when_it_is_asked_synchronously()
    {
        await using var context = Context(new Picky(Desk.Names, asks: true));
        context.AddRange(new Author { Id = 1 }, new Draft { Id = Guid.NewGuid(), OwnerId = Picky.Unknown });

        var error = Assert.Throws<ShardKeyException>(() => context.SaveChanges());

        Assert.Contains("'Draft'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("'Author'", error.Message, StringComparison.Ordinal);
        AssertTold(error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_outside_every_range_names_the_entity(bool async)
    {
        await using var context = Desk.Context(configure: options => options.AddInterceptors(_log));
        context.AddRange(new Order { Id = 150 }, new Order { Id = 76543 });

        var error = await Assert.ThrowsAsync<ShardKeyException>(() => context.SaveAsync(async));

        Assert.Contains("a 'Order' (its shard key is 'Id')", error.Message, StringComparison.Ordinal);
        Assert.Contains("outside every range", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("76543", error.Message, StringComparison.Ordinal);
        Assert.Empty(_log.Lines);
    }

    private DeskContext Context(ShardStrategy strategy) => Desk.Context(configure: options => options.AddInterceptors(_log), strategy: strategy);

    private void AssertTold(ShardKeyException error)
    {
        Assert.Contains("The shard key is unknown here.", error.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing has been sent to a database.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Picky.Unknown.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
        Assert.IsType<ShardKeyException>(error.InnerException);
        Assert.Empty(_log.Lines);
    }

    private sealed class Picky(IReadOnlyList<string> shards, bool asks) : ByRemainder(shards)
    {
        public const int Unknown = 70707;

        public override bool IsAsynchronous => asks;

        public override int Locate(in ShardKey key) => key.Number == Unknown ? throw new ShardKeyException("The shard key is unknown here.") : Place(key);

        public override ValueTask LocateAsync(ReadOnlyMemory<ShardKey> keys, Memory<int> shards, CancellationToken cancellationToken)
        {
            for (var i = 0; i < keys.Length; i++)
            {
                shards.Span[i] = Locate(keys.Span[i]);
            }

            return default;
        }
    }
}
