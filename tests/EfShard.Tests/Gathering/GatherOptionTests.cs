using EfShard.Infrastructure;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace EfShard.Tests.Gathering;

public sealed class GatherOptionTests
{
    [Fact]
    public void Gathering_warns_unless_it_is_told_otherwise()
    {
        var options = Build(_ => { });

        Assert.Equal(GatherPolicy.Warn, options.Gather);
        Assert.Equal((1_000_000, long.MaxValue), (options.GatherRows, options.GatherBytes));
    }

    [Fact]
    public void Policy_and_budget_are_part_of_the_options()
    {
        var plain = Build(_ => { });

        Assert.NotEqual(plain, Build(sharding => sharding.Gather(GatherPolicy.Allow)));
        Assert.NotEqual(plain, Build(sharding => sharding.GatherBudget(5)));
        Assert.NotEqual(plain, Build(sharding => sharding.GatherBudget(1_000_000, 5)));
        Assert.Equal(plain, Build(sharding => sharding.Gather(GatherPolicy.Warn).GatherBudget(1_000_000)));
    }

    [Fact]
    public void They_can_come_from_configuration()
    {
        var section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Shards:s0"] = "x", ["Gather"] = "throw", ["GatherBudget:Rows"] = "3000000000", ["GatherBudget:Bytes"] = "7",
        }).Build();
        var builder = new ShardingOptionsBuilder();
        ConfigurationReader.Read(section, builder);
        var options = builder.Build();

        Assert.Equal(GatherPolicy.Throw, options.Gather);
        Assert.Equal((3_000_000_000, 7), (options.GatherRows, options.GatherBytes));
    }

    [Fact]
    public void What_makes_no_sense_is_an_error()
    {
        Assert.Throws<ShardingConfigurationException>(() => Build(sharding => sharding.Gather((GatherPolicy)7)));
        Assert.Throws<ShardingConfigurationException>(() => Build(sharding => sharding.GatherBudget(0)));
        Assert.Throws<ShardingConfigurationException>(() => Build(sharding => sharding.GatherBudget(1, 0)));
    }

    private static ShardingOptions Build(Action<ShardingOptionsBuilder> configure)
    {
        var builder = new ShardingOptionsBuilder().AddShard("s0", "x");
        configure(builder);
        return builder.Build();
    }
}
