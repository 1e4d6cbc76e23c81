using EfShard.Infrastructure;
using EfShard.Providers;
using EfShard.Schema;
using EfShard.Strategies;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Schema;

public sealed class ShardMapTests : IDisposable
{
    private readonly SqliteFiles _files = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_written_map_verifies_and_gives_the_facts_of_the_database(bool async)
    {
        var topology = Topology(_files.Shards("a", "b"));
        await Write(topology, "a", async: async);
        Assert.False(ShardMap.IsVerified(Node(topology, "a")));

        await Verify(topology, "a", async);

        Assert.True(ShardMap.IsVerified(Node(topology, "a")));
        Assert.False(ShardMap.IsVerified(Node(topology, "b")));
        Assert.Equal("BINARY", Node(topology, "a").DefaultCollation);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_missing_map_is_an_error_that_names_both_ways_out(bool async)
    {
        var topology = Topology(_files.Shards("a", "b"));

        var error = await Assert.ThrowsAsync<ShardMapException>(() => Verify(topology, "a", async));

        Assert.Contains("EnsureCreated()", error.Message, StringComparison.Ordinal);
        Assert.Contains("context.Sharding().WriteMap()", error.Message, StringComparison.Ordinal);
        Assert.False(ShardMap.IsVerified(Node(topology, "a")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Swapped_connection_strings_are_an_error_that_says_who_is_there(bool async)
    {
        await Write(Topology(_files.Shards("a", "b")), "a");
        var swapped = Topology(s => s.AddShard("a", _files["b"]).AddShard("b", _files["a"]));

        var error = await Assert.ThrowsAsync<ShardMapException>(() => Verify(swapped, "b", async));
        Assert.Contains("behind the shard 'b' says that it is the shard 'a'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Swapped_connection_strings_are_not_written_over()
    {
        await Write(Topology(_files.Shards("a", "b")), "a");
        var swapped = Topology(s => s.AddShard("a", _files["b"]).AddShard("b", _files["a"]));

        await Assert.ThrowsAsync<ShardMapException>(() => Write(swapped, "b"));
    }

    [Fact]
    public async Task Another_shard_in_the_list_is_an_error_that_shows_both_lists()
    {
        await Write(Topology(_files.Shards("a", "b")), "a");

        var error = await Assert.ThrowsAsync<ShardMapException>(() => Verify(Topology(_files.Shards("a", "b", "c")), "a"));
        Assert.Contains("written for [a, b], the options name [a, b, c]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edited_range_is_an_error_that_names_the_group_and_both_definitions()
    {
        await Write(Topology(Orders(1000)), "a");

        var error = await Assert.ThrowsAsync<ShardMapException>(() => Verify(Topology(Orders(1001)), "a"));
        Assert.Contains("group 'orders' has changed", error.Message, StringComparison.Ordinal);
        Assert.Contains("<1000=a", error.Message, StringComparison.Ordinal);
        Assert.Contains("<1001=a", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_strategy_for_the_default_group_is_an_error()
    {
        await Write(Topology(_files.Shards("a", "b")), "a");

        var error = await Assert.ThrowsAsync<ShardMapException>(
            () => Verify(Topology(_files.Shards("a", "b") + (s => s.Group("default", g => g.Modulo()))), "a"));
        Assert.Contains("group 'default' has changed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_group_is_an_error_until_the_map_is_written_once_more()
    {
        await Write(Topology(_files.Shards("a", "b")), "a");
        var more = Topology(Orders(1000));

        var error = await Assert.ThrowsAsync<ShardMapException>(() => Verify(more, "a"));
        Assert.Contains("group 'orders' is not in the shard map", error.Message, StringComparison.Ordinal);

        Assert.True(await Write(more, "a"));
        await Verify(more, "a");
    }

    [Fact]
    public async Task A_group_that_is_gone_from_the_options_is_an_error()
    {
        await Write(Topology(Orders(1000)), "a");

        var error = await Assert.ThrowsAsync<ShardMapException>(() => Verify(Topology(_files.Shards("a", "b")), "a"));
        Assert.Contains("has a group 'orders' that the options do not define", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unsharded_tables_elsewhere_are_an_error_that_names_both_shards()
    {
        await Write(Topology(_files.Shards("a", "b")), "a");

        var error = await Assert.ThrowsAsync<ShardMapException>(() => Verify(Topology(_files.Shards("a", "b") + (s => s.UnshardedOn("b"))), "a"));
        Assert.Contains("written with them on 'a', the options put them on 'b'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""DELETE FROM "__EFShardMap" WHERE "Kind" = 'shard';""")]
    [InlineData("""DELETE FROM "__EFShardMap";""")]
    [InlineData("""UPDATE "__EFShardMap" SET "Definition" = 'x' WHERE "Kind" = 'shard';""")]
    [InlineData("""UPDATE "__EFShardMap" SET "Definition" = 'x' WHERE "Kind" = 'member';""")]
    public async Task A_map_that_somebody_edited_is_not_believed(string edit)
    {
        var topology = Topology(_files.Shards("a", "b"));
        await Write(topology, "a");
        _files.Scalar("a", edit);

        var error = await Assert.ThrowsAsync<ShardMapException>(() => Verify(topology, "a"));
        Assert.Contains("is not one that this version can read", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_overwriting_replaces_another_definition_and_counts_the_version_up(bool async)
    {
        var (old, edited) = (Topology(Orders(1000)), Topology(Orders(2000)));
        await Write(old, "a", async: async);
        await Verify(old, "a", async);

        await Assert.ThrowsAsync<ShardMapException>(() => Write(edited, "a", async: async));
        Assert.True(await Write(edited, "a", overwrite: true, async));
        Assert.False(await Write(edited, "a", overwrite: true, async));

        await Verify(edited, "a", async);
        Assert.Equal(2L, _files.Scalar("a", """SELECT max("Version") FROM "__EFShardMap";"""));
        Assert.Equal(2L, _files.Scalar("a", """SELECT min("Version") FROM "__EFShardMap";"""));
    }

    [Fact]
    public async Task Options_made_again_in_another_order_verify()
    {
        await Write(Topology(_files.Shards("a", "b", "c")), "c");

        await Verify(Topology(_files.Shards("c", "b", "a") + (s => s.UnshardedOn("a"))), "c");
    }

    [Fact]
    public async Task A_definition_may_hold_any_text()
    {
        var topology = Topology(_files.Shards("a", "b") + (s => s.Group("odd", g => g.Strategy(new OddStrategy()))));
        await Write(topology, "a");

        await Verify(topology, "a");
    }

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_period_added_at_the_end_is_written_with_its_shard_without_an_overwrite()
    {
        Action<ShardingOptionsBuilder> Months(params string[] shards) => sharding =>
        {
            _files.Shards(shards)(sharding);
            sharding.Group("default", group => group.ByMonth(month => month.From(new DateOnly(2024, 1, 1)).Periods(shards)));
        };
        await Write(Topology(Months("a", "b")), "a");
        var longer = Topology(Months("a", "b", "c"));

        await Assert.ThrowsAsync<ShardMapException>(() => Verify(longer, "a"));
        Assert.True(await Write(longer, "a"));
        Assert.True(await Write(longer, "c"));
        await Verify(longer, "a");

        await Assert.ThrowsAsync<ShardMapException>(() => Write(Topology(Months("a", "b")), "a"));
        await Assert.ThrowsAsync<ShardMapException>(() => Write(Topology(Months("a", "c", "b")), "a"));
    }

    private Action<ShardingOptionsBuilder> Orders(long bound)
        => _files.Shards("a", "b") + (s => s.Group("orders", g => g.Range<long>(r => r.Below(bound, "a").Rest("b"))));

    private static ShardTopology Topology(Action<ShardingOptionsBuilder> configure)
        => ShardingOptionsExtension.TopologyOf(new DbContextOptionsBuilder().UseSqlite().UseSharding(configure).Options);

    private static ShardNode Node(ShardTopology topology, string name)
        => topology.TryGetShard(name, out var node) ? node : throw new InvalidOperationException(name);

    private static ShardMap Map(ShardTopology topology) => new(topology, DatabaseDialect.Of("Microsoft.EntityFrameworkCore.Sqlite"));

    private static async Task Verify(ShardTopology topology, string name, bool async = true)
    {
        var node = Node(topology, name);
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection(node.Primary.ConnectionString);
        await connection.OpenAsync();
        if (async)
        {
            await Map(topology).VerifyAsync(node, connection, default);
        }
        else
        {
            Map(topology).Verify(node, connection);
        }
    }

    private static async Task<bool> Write(ShardTopology topology, string name, bool overwrite = false, bool async = true)
    {
        var node = Node(topology, name);
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection(node.Primary.ConnectionString);
        await connection.OpenAsync();
        return async ? await Map(topology).WriteAsync(node, connection, overwrite, default) : Map(topology).Write(node, connection, overwrite);
    }

    private sealed class OddStrategy : ShardStrategy
    {
        public override IReadOnlyList<string> Shards => ["a"];

        public override string Definition => "it's \\ a \"quoted\" {0} definition; -- \n ŝ";

        public override int Locate(in ShardKey key) => 0;
    }
}
