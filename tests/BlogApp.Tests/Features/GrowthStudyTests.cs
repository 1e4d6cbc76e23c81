using BlogApp.Features.Shards;
using EfShard.Strategies;

namespace BlogApp.Tests.Features;

public sealed class GrowthStudyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    public void A_new_shard_takes_its_share_from_each_and_nothing_else_moves(int shards)
    {
        var names = Enumerable.Range(0, shards).Select(i => $"s{i}").ToList();
        var before = SlotMap.Even(names);

        var after = GrowthStudy.TakeEvenly(before, "new");

        var wanted = SlotMap.SlotCount / (shards + 1);
        Assert.All(names, name => Assert.InRange(after.SlotsOf(name).Sum(r => r.Count), wanted, wanted + 1));
        Assert.InRange(after.SlotsOf("new").Sum(r => r.Count), wanted - shards, wanted + 1);
        Assert.All(Enumerable.Range(0, SlotMap.SlotCount), slot => Assert.True(after.OwnerOf(slot) == before.OwnerOf(slot) || after.OwnerOf(slot) == "new"));
    }
}
