using EfShard.Strategies;
using Xunit;

namespace EfShard.Tests.Strategies;

public class ListAndCustomStrategyTests
{
    [Fact]
    public void Each_key_lies_on_the_shard_that_lists_it_and_the_others_on_the_rest()
    {
        var strategy = List<string>(list => list.Shard("s0", ["US", "CA"]).Shard("s2", "DE").Otherwise("s1"));

        Assert.Equal("s0", strategy.ShardOf("CA"));
        Assert.Equal("s2", strategy.ShardOf("DE"));
        Assert.Equal("s1", strategy.ShardOf("ca"));
        Assert.Equal("s1", strategy.ShardOf(null));
    }

    [Fact]
    public void Without_a_rest_a_key_of_no_list_is_refused_and_not_printed()
    {
        var strategy = List<string>(list => list.Shard("s0", ["US"]));

        var error = Assert.Throws<ShardKeyException>(() => strategy.ShardOf("secret"));
        Assert.Contains("Otherwise(...)", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_definition_does_not_depend_on_the_order_of_writing()
    {
        var definition = List<int>(list => list.Shard("b", [3]).Shard("a", [2, 10]).Otherwise("c")).Definition;

        Assert.Equal("list-v1/number:a=10,2;b=3;*=c", definition);
        Assert.Equal(definition, List<int>(list => list.Otherwise("c").Shard("a", 10).Shard("b", [3]).Shard("a", 2)).Definition);
        Assert.NotEqual(definition, List<int>(list => list.Shard("a", [2, 10, 3]).Shard("b").Otherwise("c")).Definition);
    }

    [Fact]
    public void Mistakes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => List<string>(list => list.Shard("a", ["x"]).Shard("b", ["x"])));
        Assert.Throws<ArgumentException>(() => List<double>(list => list.Otherwise("a")));
        Assert.Throws<InvalidOperationException>(() => List<string>(list => list.Otherwise("a").Otherwise("b")));
        Assert.Throws<InvalidOperationException>(() => List<string>(_ => { }));
        Assert.Throws<ShardKeyException>(() => List<string>(list => list.Otherwise("a")).ShardOf(1L));
    }

    [Fact]
    public void A_function_of_the_application_places_keys()
    {
        var strategy = new CustomStrategy("tenants-1", ["s1", "s0"], key => key.Number < 100 ? "s0" : "s1");

        Assert.Equal("s0", strategy.ShardOf(7));
        Assert.Equal("s1", strategy.ShardOf(100));
        Assert.Equal("custom-v1/tenants-1:s0,s1", strategy.Definition);
        Assert.Throws<ArgumentException>(() => new CustomStrategy(" ", ["a"], _ => "a"));
    }

    [Fact]
    public void A_function_that_names_an_unknown_shard_is_refused()
        => Assert.Contains(
            "not among the strategy's shards",
            Assert.Throws<ShardKeyException>(() => new CustomStrategy("x", ["a"], _ => "b").ShardOf(1)).Message,
            StringComparison.Ordinal);

    private static ShardStrategy List<T>(Action<ListBuilder<T>> configure)
        where T : notnull
    {
        var builder = new ListBuilder<T>();
        configure(builder);
        return builder.Build();
    }
}
