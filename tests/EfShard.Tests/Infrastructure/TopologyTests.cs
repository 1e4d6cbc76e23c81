using EfShard.Infrastructure;
using EfShard.Model;
using EfShard.Strategies;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Infrastructure;

public class TopologyTests
{
    [Fact]
    public void The_order_in_which_shards_are_added_places_no_key_elsewhere()
    {
        var one = Build(s => s.AddShard("a", "1").AddShard("b", "2").AddShard("c", "3").Group("m", g => g.Modulo()).Group("r", g => g.ConsistentHash()));
        var two = Build(s => s.AddShard("c", "3").AddShard("a", "1").AddShard("b", "2").Group("r", g => g.ConsistentHash()).Group("m", g => g.Modulo()));

        foreach (var group in new[] { "default", "m", "r" })
        {
            Assert.Equal(Owners(one, group), Owners(two, group));
        }
    }

    [Fact]
    public void A_group_of_some_shards_uses_no_other()
    {
        var topology = Build(s => s.AddShard("a", "1").AddShard("b", "2").AddShard("c", "3").Group("g", g => g.Hash().Shards("c", "b")));

        Assert.Equal(["b", "c"], Owners(topology, "g").Distinct().Order());
        Assert.Equal(["a", "b", "c"], Owners(topology, "default").Distinct().Order());
    }

    [Fact]
    public void Ranges_find_their_shards_in_the_topology()
    {
        var topology = Build(s => s
            .AddShard("a", "1").AddShard("b", "2").AddShard("c", "3")
            .Group("g", g => g.Range<long>(r => r.Below(10, "c").Below(20, "a").Rest("b"))));

        Assert.True(topology.TryGetGroup("g", out var group));
        Assert.Equal(["c", "a", "b"], new[] { 1L, 10L, 20L }.Select(key => topology.Shards[group.Locate(ShardKey.From(key))].Name));
    }

    [Fact]
    public void An_entity_in_a_group_that_is_not_defined_is_refused_for_these_options_only()
    {
        var model = ModelOf(entity => entity.HasShardKey("Id").InGroup("orders"));

        var error = Assert.Throws<ShardingConfigurationException>(() => Build(s => s.AddShard("a", "1").Group("order", g => g.Hash())).Validate(model));
        Assert.Contains("'orders', which is not one of 'default', 'order'", error.Message, StringComparison.Ordinal);
        Build(s => s.AddShard("a", "1").Group("orders", g => g.Hash())).Validate(model);
    }

    [Fact]
    public void Unmarked_entities_are_refused_unless_the_options_give_them_a_place()
    {
        var model = ModelOf(entity => entity.HasShardKey("Id"));
        var refused = ModelOf(entity => entity.HasShardKey("Id"), withUnmarked: true);

        Build(s => s.AddShard("a", "1").AddShard("b", "2")).Validate(model);
        var error = Assert.Throws<ShardingModelException>(() => Build(s => s.AddShard("a", "1").AddShard("b", "2")).Validate(refused));
        Assert.Contains("Plain", error.Message, StringComparison.Ordinal);
        Build(s => s.AddShard("a", "1").AddShard("b", "2").UnmarkedEntities(UnmarkedEntities.OnDefaultShard)).Validate(refused);

        // An only shard has all rows: any model fits.
        Build(s => s.AddShard("a", "1")).Validate(refused);
    }

    private static IEnumerable<string> Owners(ShardTopology topology, string name)
        => topology.TryGetGroup(name, out var group)
            ? Enumerable.Range(0, 200).Select(i => topology.Shards[group.Locate(ShardKey.From((long)i))].Name)
            : throw new InvalidOperationException(name);

    private static ShardTopology Build(Action<ShardingOptionsBuilder> configure)
        => ShardingOptionsExtension.TopologyOf(new DbContextOptionsBuilder().UseSqlite().UseSharding(configure).Options);

    private static ShardModel ModelOf(
        Action<Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder> configure,
        bool withUnmarked = false)
    {
        // Any model of a sharded context will do: its options allow what the test then refuses.
        var builder = new DbContextOptionsBuilder<ModelContext>().UseSqlite().UseSharding(s => s
            .AddShard("a", "1").Group("orders", g => g.Hash()).UnmarkedEntities(UnmarkedEntities.OnDefaultShard));
        using var context = new ModelContext(builder.Options, model =>
        {
            model.Entity("Item", entity =>
            {
                entity.Property<long>("Id").ValueGeneratedNever();
                configure(entity);
            });
            if (withUnmarked)
            {
                model.Entity("Plain", entity => entity.Property<long>("Id"));
            }
        });
        return ShardModel.Of(context.Model);
    }

    private sealed class ModelContext(DbContextOptions<ModelContext> options, Action<ModelBuilder> configure) : DbContext(options)
    {
        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.EnableServiceProviderCaching(false);

        protected override void OnModelCreating(ModelBuilder modelBuilder) => configure(modelBuilder);
    }
}
