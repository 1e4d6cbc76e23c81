using EfShard.Strategies;
using Xunit;

namespace EfShard.Tests.Strategies;

/// <summary>How even the ring is and how little it moves, over 200 random sets of names of shards.</summary>
public class ConsistentHashQualityTests
{
    private static readonly string[][] NameSets = RandomNameSets();

    [Fact]
    public void With_150_virtual_nodes_the_largest_of_4_shards_has_at_the_median_less_than_1_15_of_the_mean()
    {
        var ratios = NameSets.Select(names => new ConsistentHashStrategy(names[..4]).Distribution().Values.Max() * 4);

        Assert.InRange(ratios.Median(), 1.0, 1.15);
    }

    [Fact]
    public void Keys_are_as_even_as_the_ring()
    {
        var keys = Enumerable.Range(1, 2000).ToArray();
        var ratios = NameSets.Select(names =>
        {
            var strategy = new ConsistentHashStrategy(names[..4]);
            return keys.CountBy(key => strategy.ShardOf(key)).Max(pair => pair.Value) * 4 / (double)keys.Length;
        });

        Assert.InRange(ratios.Median(), 1.0, 1.15);
    }

    [Fact]
    public void From_4_to_5_shards_20_percent_of_the_ring_moves_at_the_median()
    {
        var moved = NameSets.Select(names => new ConsistentHashStrategy(names[..4]).MovedShare(new ConsistentHashStrategy(names)));

        Assert.InRange(moved.Median(), 0.17, 0.23);
    }

    [Fact]
    public void From_4_to_5_shards_20_percent_of_the_keys_move_at_the_median()
    {
        var keys = new RandomValues(99).Keys(2000);
        var moved = NameSets.Select(names => StrategyAssert.MovedKeys(new ConsistentHashStrategy(names[..4]), new ConsistentHashStrategy(names), keys));

        Assert.InRange(moved.Median(), 0.17, 0.23);
    }

    [Fact]
    public void Modulo_moves_80_percent_of_the_same_keys()
    {
        var keys = new RandomValues(99).Keys(2000);
        var moved = NameSets.Select(names => StrategyAssert.MovedKeys(new ModuloStrategy(names[..4]), new ModuloStrategy(names), keys));

        // Sorting a fifth name in between the others moves no fewer keys than putting it last.
        Assert.InRange(moved.Median(), 0.77, 0.83);
    }

    // Names as people give them, alike but for a digit, and names as machines give them.
    private static string[][] RandomNameSets()
    {
        var random = new RandomValues(2024);
        return Enumerable.Range(0, 200).Select(set => (set % 4) switch
        {
            0 => Names(i => $"s{random.Below(1000) * 5 + i}"),
            1 => Names(i => $"{(char)('a' + random.Below(26))}-db-{set:000}-{i}"),
            2 => Names(_ => random.Guid().ToString("N")),
            _ => Names(i => $"{random.Text(12)}{i}"),
        }).ToArray();
    }

    private static string[] Names(Func<int, string> name) => Enumerable.Range(0, 5).Select(name).ToArray();
}
