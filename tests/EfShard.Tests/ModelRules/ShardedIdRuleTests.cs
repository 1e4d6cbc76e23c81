using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.ModelRules;

public class ShardedIdRuleTests
{
    [Fact]
    public void Ids_that_the_library_makes_are_taken()
    {
        void Configure(ModelBuilder m)
        {
            m.Entity<Order>().HasShardKey(o => o.Tenant).HasShardedId();
            m.Entity<Paper>().HasShardKey(p => p.Id).Property(p => p.Id).HasShardedId();
        }

        Assert.Empty(TestModel.SqliteErrors(Configure));
        Assert.Empty(TestModel.PostgresErrors(Configure));
    }

    [Fact]
    public void Other_types_are_refused()
        => Assert.Contains("'Narrow.Id' has HasShardedId() and is a 'Int32'", TestModel.SqliteError(m =>
            m.Entity<Narrow>().HasShardKey(n => n.Tenant).HasShardedId()), StringComparison.Ordinal);

    [Fact]
    public void A_property_outside_of_keys_is_refused()
        => Assert.Contains("is part of no key", TestModel.SqliteError(m =>
        {
            m.Entity<Order>().HasShardKey(o => o.Tenant).HasShardedId();
            m.Entity<Order>().Property(o => o.Number).HasShardedId();
        }), StringComparison.Ordinal);

    [Fact]
    public void A_key_of_several_properties_must_be_named()
        => Assert.Contains("name the property", Assert.Throws<InvalidOperationException>(() => TestModel.Sqlite(m =>
        {
            m.Entity<Order>().HasKey(o => new { o.Tenant, o.Id });
            m.Entity<Order>().HasShardKey(o => o.Tenant).HasShardedId();
        })).Message, StringComparison.Ordinal);

    [Fact]
    public void The_advice_on_generated_keys_names_it()
        => Assert.Contains("Use HasShardedId()", TestModel.PostgresError(m => m.Entity<Order>().HasShardKey(o => o.Tenant)), StringComparison.Ordinal);

    [Fact]
    public void Foreign_keys_of_rows_that_live_with_their_principal_carry_the_slot_too()
    {
        var model = TestModel.Sqlite(Blog.With(m =>
        {
            m.Entity<Blog.Post>().HasShardedId();
            m.Entity<Blog.User>().HasShardedId();
        }));
        Assert.Equal(["Id"], model.PlacementOf("Post").SlotColumns);
        Assert.Equal(["PostId"], model.PlacementOf("Comment").SlotColumns);
        Assert.Empty(model.PlacementOf("User").SlotColumns);
    }

    public class Order
    {
        public long Id { get; set; }

        public string Tenant { get; set; } = "";

        public long Number { get; set; }
    }

    public class Paper
    {
        public Guid Id { get; set; }
    }

    public class Narrow
    {
        public int Id { get; set; }

        public string Tenant { get; set; } = "";
    }
}
