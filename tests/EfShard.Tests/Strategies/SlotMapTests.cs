using EfShard.Strategies;
using Xunit;

namespace EfShard.Tests.Strategies;

public class SlotMapTests
{
    private static readonly string[] FourShards = ["s0", "s1", "s2", "s3"];

    [Fact]
    public void Even_gives_each_shard_consecutive_slots()
        => Assert.Equal("s0:0-4095;s1:4096-8191;s2:8192-12287;s3:12288-16383", SlotMap.Even(FourShards).ToString());

    [Fact]
    public void Even_ignores_the_order_of_the_names() => Assert.Equal(SlotMap.Even(FourShards), SlotMap.Even(FourShards.Reverse()));

    [Fact]
    public void Even_differs_by_at_most_one_slot_for_any_number_of_shards()
    {
        foreach (var count in new[] { 1, 2, 3, 5, 7, 100, 1000, 16_384 })
        {
            var map = SlotMap.Even(Enumerable.Range(0, count).Select(i => $"shard{i}"));
            var owned = Enumerable.Range(0, SlotMap.SlotCount).CountBy(map.PositionOf).Select(pair => pair.Value).ToList();

            Assert.Equal(count, owned.Count);
            Assert.InRange(owned.Max() - owned.Min(), 0, 1);
        }
    }

    [Fact]
    public void Even_refuses_no_shards_empty_names_twins_and_more_shards_than_slots()
    {
        Assert.Throws<ArgumentException>(() => SlotMap.Even([]));
        Assert.Throws<ArgumentException>(() => SlotMap.Even(["a", " "]));
        Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => SlotMap.Even(["a", "b", "a"])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SlotMap.Even(Enumerable.Range(0, 16_385).Select(i => $"{i}")));
    }

    [Fact]
    public void Parse_reads_what_ToString_writes()
    {
        var random = new RandomValues(7);
        var map = SlotMap.Even(FourShards);
        for (var i = 0; i < 200; i++)
        {
            var first = random.Below(SlotMap.SlotCount);
            map = map.Move(new SlotRange(first, Math.Min(first + random.Below(500), SlotMap.SlotCount - 1)), $"s{random.Below(9)}");

            Assert.Equal(map, SlotMap.Parse(map.ToString()));
            Assert.Equal(map.ToString(), SlotMap.Parse(map.ToString()).ToString());
        }
    }

    [Fact]
    public void Parse_accepts_any_order_and_writes_it_canonically()
        => Assert.Equal(
            "s0:0-9,20-16383;s1:10-19",
            SlotMap.Parse("s1:15-19,10-14;s0:7,8192-16383,0-6,8-9;s0:20-8191").ToString());

    [Fact]
    public void Names_with_separators_survive_the_text()
    {
        var map = SlotMap.Even(["a:0-5;b", "100%,ü 😀"]);

        Assert.Equal(["100%,ü 😀", "a:0-5;b"], map.Shards);
        Assert.Equal(map, SlotMap.Parse(map.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("s0")]
    [InlineData(":0-16383")]
    [InlineData("s0:")]
    [InlineData("s0:0-16384")]
    [InlineData("s0:5-4")]
    [InlineData("s0:-1")]
    [InlineData("s0:+1")]
    [InlineData("s0:0- 16383")]
    [InlineData("s0:0-16383;")]
    [InlineData("s0:0-16383,")]
    public void Parse_refuses_other_text(string text)
        => Assert.Contains("can't be read", Assert.Throws<FormatException>(() => SlotMap.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_refuses_a_slot_with_two_owners_or_none()
    {
        var twice = Assert.Throws<FormatException>(() => SlotMap.Parse("s0:0-100;s1:100-16383")).Message;
        var none = Assert.Throws<FormatException>(() => SlotMap.Parse("s0:0-99;s1:101-16383")).Message;

        Assert.Contains("slot 100 to 's0' and to 's1'", twice, StringComparison.Ordinal);
        Assert.Contains("slot 100 to nobody", none, StringComparison.Ordinal);
    }

    [Fact]
    public void Move_changes_the_owner_of_the_range_and_of_no_other_slot()
    {
        var random = new RandomValues(11);
        var before = SlotMap.Even(FourShards);
        for (var i = 0; i < 50; i++)
        {
            var first = random.Below(SlotMap.SlotCount);
            var range = new SlotRange(first, first + random.Below(SlotMap.SlotCount - first));
            var to = $"s{random.Below(6)}";

            var after = before.Move(range, to);

            Assert.All(
                Enumerable.Range(0, SlotMap.SlotCount),
                slot => Assert.Equal(slot >= range.First && slot <= range.Last ? to : before.OwnerOf(slot), after.OwnerOf(slot)));
            before = after;
        }
    }

    [Fact]
    public void A_move_leaves_the_old_map_as_it_was()
    {
        var map = SlotMap.Even(FourShards);
        var text = map.ToString();

        Assert.NotEqual(map, map.Move(new SlotRange(0, 0), "s9"));
        Assert.Equal(text, map.ToString());
    }

    [Fact]
    public void A_shard_that_owns_nothing_is_no_longer_in_the_map()
    {
        var map = SlotMap.Even(["a", "b"]).Move(new SlotRange(0, 8191), "b");

        Assert.Equal(["b"], map.Shards);
        Assert.Empty(map.SlotsOf("a"));
        Assert.Equal([new SlotRange(0, 16_383)], map.SlotsOf("b"));
    }

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(5, 4)]
    [InlineData(0, 16_384)]
    public void Move_refuses_what_is_no_range_of_slots(int first, int last)
        => Assert.Throws<ArgumentException>(() => SlotMap.Even(FourShards).Move(new SlotRange(first, last), "s0"));

    [Fact]
    public void OwnerOf_refuses_what_is_no_slot()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SlotMap.Even(FourShards).OwnerOf(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SlotMap.Even(FourShards).OwnerOf(16_384));
    }

    [Fact]
    public void Equal_maps_have_equal_hash_codes()
        => Assert.Equal(SlotMap.Even(FourShards).GetHashCode(), SlotMap.Parse(SlotMap.Even(FourShards).ToString()).GetHashCode());
}
