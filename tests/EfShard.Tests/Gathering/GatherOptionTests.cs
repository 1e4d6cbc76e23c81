using EfShard.Infrastructure;
using EfShard.Tests.Schema;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace EfShard.Tests.Gathering;

public sealed class GatherOptionTests : IDisposable
{
    private readonly SqliteFiles _files = new();

    [Fact]
    public void Nothing_is_gathered_unless_it_is_asked_for()
        => Assert.Equal(GatherMode.Off, Build(sharding => sharding.AddShard("s0", "x")).Gather);

    [Fact]
    public void The_mode_is_part_of_the_options()
        => Assert.NotEqual(
            Build(sharding => sharding.AddShard("s0", "x")),
            Build(sharding => sharding.AddShard("s0", "x").Gather(GatherMode.Always)));

    [Fact]
    public void The_mode_can_come_from_configuration()
    {
        var section = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Shards:s0"] = "x", ["Gather"] = "whenRefused" }).Build();

        Assert.Equal(GatherMode.WhenRefused, Build(sharding => ConfigurationReader.Read(section, sharding)).Gather);
    }

    [Fact]
    public void A_mode_that_does_not_exist_is_an_error()
        => Assert.Throws<ShardingConfigurationException>(() => Build(sharding => sharding.AddShard("s0", "x").Gather((GatherMode)7)));

    [Fact]
    public void Other_providers_say_that_they_can_not_gather()
    {
        using var context = new ShopContext(new DbContextOptionsBuilder().UseNpgsql()
            .UseSharding(sharding => sharding.AddShard("s0", "Host=nowhere").Gather(GatherMode.WhenRefused)).Options);

        var error = Assert.Throws<ShardingConfigurationException>(() => context.Customers.Count());
        Assert.Contains("Gather(GatherMode.WhenRefused) works on Sqlite only", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Eleven_shards_are_too_many()
    {
        using var context = new ShopContext(Shards(11).Options);

        var error = Assert.Throws<ShardingConfigurationException>(() => context.Customers.Count());
        Assert.Contains("at most 10 databases, and there are 11 shards", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_shards_are_not()
    {
        using var context = new ShopContext(Shards(10).Options);
        context.Database.EnsureCreated();

        Assert.Equal(40, context.Customers.Count());
        Assert.Equal(2, context.Countries.Count());
    }

    [Fact]
    public void Databases_in_memory_can_not_be_attached()
    {
        const string Memory = "Data Source=efshard-gather;Mode=Memory;Cache=Shared";
        using var keepsAlive = new SqliteConnection(Memory);
        keepsAlive.Open();
        using var context = new ShopContext(new DbContextOptionsBuilder().UseSqlite()
            .UseSharding(sharding => sharding.AddShard("s0", _files["s0"]).AddShard("s1", Memory).Gather(GatherMode.Always)).Options);
        context.Sharding().EnsureCreated().ThrowIfFailed();

        var error = Assert.Throws<ShardingConfigurationException>(() => context.Customers.Count());
        Assert.Contains("The shard 's1' is not a file", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _files.Dispose();

    private static ShardingOptions Build(Action<ShardingOptionsBuilder> configure)
    {
        var builder = new ShardingOptionsBuilder();
        configure(builder);
        return builder.Build();
    }

    private DbContextOptionsBuilder Shards(int count)
        => new DbContextOptionsBuilder().UseSqlite().UseSharding(sharding =>
        {
            _files.Shards([.. Enumerable.Range(0, count).Select(i => $"s{i}")])(sharding);
            sharding.Gather(GatherMode.Always);
        });
}
