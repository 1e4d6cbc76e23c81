using EfShard.Strategies;

namespace EfShard.Tests.Ids;

/// <summary>The layout of ids, which must never change, and what a slot tells a strategy.</summary>
public sealed class ShardedIdTests
{
    [Theory]
    [InlineData(36_000_000_000, 0, 0, 0, 301_989_888_000_000_000)]
    [InlineData(36_000_000_000, 16_383, 127, 3, 301_989_888_008_388_607)]
    [InlineData(36_000_000_001, 5, 2, 1, 301_989_888_008_391_177)]
    public void The_layout_is_that_of_the_ids_in_existing_databases(long time, int slot, int worker, int sequence, long id)
    {
        Assert.Equal(id, ShardedId.OfSlot(time, slot, worker, sequence));
        Assert.True(ShardedId.TryReadSlot(id, out var read));
        Assert.Equal(slot, read);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(4_000_000_000_000)]
    [InlineData((1L << 53) - 1)]
    public void Numbers_that_rows_had_before_carry_no_slot(long id) => Assert.False(ShardedId.TryReadSlot(id, out _));

    [Fact]
    public void Ids_without_a_slot_grow_with_their_sequence()
    {
        var ids = Enumerable.Range(0, 1 << ShardedId.FreeSequenceBits).Select(i => ShardedId.Free(36_000_000_000, 77, i)).ToList();
        Assert.Equal(ids.Order(), ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.True(ids[^1] < ShardedId.Free(36_000_000_001, 0, 0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    public void A_slot_tells_the_shard_of_a_hashed_key(int shards)
        => AssertTold(new HashSlotStrategy(Enumerable.Range(0, shards).Select(i => $"s{i}")));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void A_slot_tells_the_remainder_by_a_power_of_two(int shards)
        => AssertTold(new ModuloStrategy(Enumerable.Range(0, shards).Select(i => $"s{i}")));

    [Fact]
    public void A_slot_tells_nothing_of_other_places()
    {
        string[] names = ["s0", "s1", "s2"];
        Assert.Null(new ModuloStrategy(names).LocateSlot(5));
        Assert.Null(new ConsistentHashStrategy(names).LocateSlot(5));
    }

    private static void AssertTold(ShardStrategy strategy)
    {
        for (var i = 0; i < 2000; i++)
        {
            var key = i % 2 == 0 ? ShardKey.From((long)i) : ShardKey.From([ShardKey.From($"tenant {i}"), ShardKey.From((long)i)]);
            Assert.Equal(strategy.Locate(key), strategy.LocateSlot(HashSlotStrategy.SlotOf(key)));
        }
    }
}
