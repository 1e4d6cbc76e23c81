using EfShard.Strategies;
using Xunit;

namespace EfShard.Tests.Strategies;

public class HashSlotStrategyTests
{
    private static readonly string[] FourShards = ["s0", "s1", "s2", "s3"];

    [Fact]
    public void The_slot_is_the_lowest_14_bits_of_the_hash()
    {
        // hashint8extended(1, 0) and (42, 0), as PostgreSQL gives them, & 16383.
        Assert.Equal((int)(-3670598878359251130 & 16383), HashSlotStrategy.SlotOf(ShardKey.From(1)));
        Assert.Equal((int)(8010225493015854792 & 16383), HashSlotStrategy.SlotOf(ShardKey.From(42)));
    }

    [Fact]
    public void A_key_lies_on_the_owner_of_its_slot()
    {
        var strategy = new HashSlotStrategy(FourShards);

        Assert.All(
            new RandomValues(1).Many(2000, random => random.Number()),
            key => Assert.Equal(strategy.Slots.OwnerOf(HashSlotStrategy.SlotOf(ShardKey.From(key))), strategy.ShardOf(key)));
    }

    [Fact]
    public void Some_keys_lie_where_they_have_always_been()
    {
        // (hashint8extended(v, 0) & 16383) / 4096, computed by PostgreSQL for v from 0 to 31.
        var strategy = new HashSlotStrategy(FourShards);

        Assert.Equal("01102030133323003220002033010132", string.Concat(Enumerable.Range(0, 32).Select(key => strategy.Locate(ShardKey.From(key)))));
    }

    [Fact]
    public void Consecutive_keys_are_spread_evenly()
    {
        var strategy = new HashSlotStrategy(FourShards);

        var counts = Enumerable.Range(1, 100_000).CountBy(key => strategy.ShardOf(key)).Select(pair => pair.Value).ToList();

        Assert.Equal(4, counts.Count);
        Assert.All(counts, count => Assert.InRange(count, 24_500, 25_500));
    }

    [Fact]
    public void Only_keys_in_moved_slots_move()
    {
        var before = new HashSlotStrategy(FourShards);
        var range = new SlotRange(3000, 5000);
        var after = new HashSlotStrategy(before.Slots.Move(range, "s4"));

        Assert.All(Enumerable.Range(0, 20_000), key =>
        {
            var slot = HashSlotStrategy.SlotOf(ShardKey.From(key));
            Assert.Equal(slot is >= 3000 and <= 5000 ? "s4" : before.ShardOf(key), after.ShardOf(key));
        });
    }

    [Fact]
    public void The_definition_is_the_map_whatever_the_order_of_registration()
    {
        Assert.Equal("hash-slots-v1:s0:0-4095;s1:4096-8191;s2:8192-12287;s3:12288-16383", new HashSlotStrategy(FourShards).Definition);
        Assert.Equal(new HashSlotStrategy(FourShards).Definition, new HashSlotStrategy(FourShards.Reverse()).Definition);
        Assert.Equal(
            new HashSlotStrategy(FourShards).Definition, StrategyAssert.UnderAStrangeCulture(() => new HashSlotStrategy(FourShards).Definition));
    }

    [Fact]
    public void No_value_lies_in_slot_0() => Assert.Equal("s0", new HashSlotStrategy(FourShards).ShardOf(null));

    [Fact]
    public void A_range_can_lie_on_any_shard()
        => Assert.Null(new HashSlotStrategy(FourShards).LocateRange(new ShardKeyRange(ShardKey.From(1), true, ShardKey.From(2), true)));

    [Fact]
    public async Task Many_keys_are_located_as_each_of_them()
    {
        var strategy = new HashSlotStrategy(FourShards);
        var keys = Enumerable.Range(0, 100).Select(key => ShardKey.From(key)).ToArray();
        var shards = new int[keys.Length];

        await strategy.LocateAsync(keys, shards, CancellationToken.None);

        Assert.False(strategy.IsAsynchronous);
        Assert.Equal(keys.Select(key => strategy.Locate(key)), shards);
    }
}
