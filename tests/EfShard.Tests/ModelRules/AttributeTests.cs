using EfShard.Model;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.ModelRules;

public class AttributeTests
{
    [Fact]
    public void A_marked_property_is_the_shard_key()
    {
        var placement = TestModel.Sqlite(m => m.Entity<ByProperty>()).PlacementOf<ByProperty>();

        Assert.Equal(["Tenant"], Names(placement));
        Assert.Equal("tenants", placement.Group);
        Assert.True(placement.AllowsNullKey);
    }

    [Fact]
    public void Several_marked_properties_are_ordered_by_the_attribute()
        => Assert.Equal(["Tenant", "Region"], Names(TestModel.Sqlite(m => m.Entity<ByOrder>()).PlacementOf<ByOrder>()));

    [Fact]
    public void A_marked_class_names_its_key()
        => Assert.Equal(["Tenant", "Region"], Names(TestModel.Sqlite(m => m.Entity<ByClass>()).PlacementOf<ByClass>()));

    [Fact]
    public void Classes_can_be_marked_as_reference_and_unsharded_tables()
    {
        var model = TestModel.Sqlite(m =>
        {
            m.Entity<Reference>();
            m.Entity<Unsharded>();
        });

        Assert.Equal(TableKind.Reference, model.PlacementOf<Reference>().Kind);
        Assert.Equal(TableKind.Unsharded, model.PlacementOf<Unsharded>().Kind);
    }

    [Fact]
    public void A_base_class_that_is_not_mapped_passes_its_key_on()
        => Assert.Equal(["Tenant"], Names(TestModel.Sqlite(m => m.Entity<FromBase>()).PlacementOf<FromBase>()));

    [Fact]
    public void The_model_builder_wins_over_attributes()
    {
        var model = TestModel.Sqlite(m =>
        {
            m.Entity<ByProperty>().ToUnshardedTable();
            m.Entity<Reference>().HasShardKey(r => r.Id);
        });

        Assert.Equal(TableKind.Unsharded, model.PlacementOf<ByProperty>().Kind);
        Assert.Equal(TableKind.Sharded, model.PlacementOf<Reference>().Kind);
    }

    [Fact]
    public void Marked_properties_without_an_order_are_refused()
        => Assert.Contains("without saying in which order", TestModel.SqliteError(m => m.Entity<WithoutOrder>()), StringComparison.Ordinal);

    [Fact]
    public void Attributes_that_contradict_each_other_are_refused()
        => Assert.Contains("keep one of them", TestModel.SqliteError(m => m.Entity<Contradiction>()), StringComparison.Ordinal);

    [Fact]
    public void A_class_attribute_without_names_is_refused()
        => Assert.Contains("names no property", TestModel.SqliteError(m => m.Entity<Nameless>()), StringComparison.Ordinal);

    [Fact]
    public void An_attribute_in_a_derived_class_is_refused()
    {
        var error = TestModel.SqliteError(m =>
        {
            m.Entity<Root>().ToUnshardedTable();
            m.Entity<Derived>();
        });

        Assert.Contains("'Derived' is derived from 'Root'", error, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(EntityPlacement placement) => placement.Key.Select(component => component.Property.Name);

    public class ByProperty
    {
        public Guid Id { get; set; }

        [ShardKey(Group = "tenants", AllowNull = true)]
        public string? Tenant { get; set; }
    }

    public class ByOrder
    {
        public Guid Id { get; set; }

        [ShardKey(Order = 2)]
        public string Region { get; set; } = "";

        [ShardKey(Order = 1)]
        public string Tenant { get; set; } = "";
    }

    [ShardKey(nameof(Tenant), nameof(Region))]
    public class ByClass
    {
        public Guid Id { get; set; }

        public string Region { get; set; } = "";

        public string Tenant { get; set; } = "";
    }

    [ReferenceTable]
    public class Reference
    {
        public Guid Id { get; set; }
    }

    [UnshardedTable]
    public class Unsharded
    {
        public int Id { get; set; }
    }

    public abstract class TenantBase
    {
        [ShardKey]
        public long Tenant { get; set; }
    }

    public class FromBase : TenantBase
    {
        public Guid Id { get; set; }
    }

    public class WithoutOrder
    {
        public Guid Id { get; set; }

        [ShardKey]
        public string Region { get; set; } = "";

        [ShardKey]
        public string Tenant { get; set; } = "";
    }

    [ReferenceTable]
    public class Contradiction
    {
        public Guid Id { get; set; }

        [ShardKey]
        public string Tenant { get; set; } = "";
    }

    [ShardKey]
    public class Nameless
    {
        public Guid Id { get; set; }
    }

    public class Root
    {
        public int Id { get; set; }
    }

    public class Derived : Root
    {
        [ShardKey]
        public string Tenant { get; set; } = "";
    }
}
