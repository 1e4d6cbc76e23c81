using EfShard.Model;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.ModelRules;

/// <summary>Owned types, hierarchies, shared and split tables, join entities: how they come by their shard.</summary>
public class StructureTests
{
    [Fact]
    public void An_owned_type_in_its_owners_table_lives_there()
    {
        var model = TestModel.Sqlite(m => Shop(m, b => b.OwnsOne(o => o.Address)));

        Assert.Equal(TableKind.Sharded, model.PlacementOf<Address>().Kind);
        Assert.Equal(["CustomerId"], model.PlacementOf("Order").KeyColumnNames());
        Assert.Empty(ShardModel.Of(model).Unmarked);
    }

    [Fact]
    public void An_owned_type_in_its_own_table_is_linked_to_its_owner()
    {
        var model = TestModel.Sqlite(m => Shop(m, b => b.OwnsMany(o => o.Lines)));

        Assert.Empty(model.PlacementOf("Line").KeyColumns);
        Assert.Contains("OrderId->Order.Id", model.PlacementOf("Line").LinkTexts());
        Assert.True(model.PlacementOf<Line>().InheritsShard);
        Assert.True(Assert.Single(model.PlacementOf<Line>().ColocatedForeignKeys).IsOwnership);
    }

    [Fact]
    public void An_owned_type_carries_the_key_of_an_owner_that_is_sharded_by_its_id()
    {
        var model = TestModel.Sqlite(m =>
        {
            m.Entity<Order>().HasShardKey(o => o.Id).OwnsMany(o => o.Lines);
            m.Entity<Order>().Ignore(o => o.Address);
        });

        Assert.Equal(["OrderId"], model.PlacementOf("Line").KeyColumnNames());
        Assert.False(model.PlacementOf<Line>().InheritsShard);
    }

    [Fact]
    public void Owned_types_in_json_columns_need_nothing()
    {
        var model = TestModel.Sqlite(m => Shop(m, b =>
        {
            b.OwnsOne(o => o.Address, a => a.ToJson());
            b.OwnsMany(o => o.Lines, l => l.ToJson());
        }));

        Assert.Equal(TableKind.Sharded, model.PlacementOf<Line>().Kind);
        Assert.Equal(["Id->Order.Id"], model.PlacementOf("Order").LinkTexts());
    }

    [Fact]
    public void Owned_types_of_reference_and_unsharded_entities_follow_them()
    {
        var model = TestModel.Sqlite(m =>
        {
            m.Entity<Order>().ToReferenceTable().OwnsOne(o => o.Address, a => a.ToTable("Addresses"));
            m.Entity<Order>().Ignore(o => o.Lines);
            m.Entity<Customer>().ToUnshardedTable().OwnsOne(c => c.Address);
        });

        Assert.Equal(TableKind.Reference, model.PlacementOf("Addresses").Kind);
        Assert.Equal(TableKind.Unsharded, model.PlacementOf("Customer").Kind);
    }

    [Fact]
    public void A_hierarchy_in_one_table_is_placed_by_its_root()
    {
        var model = TestModel.Sqlite(m => Animals(m));

        Assert.Equal(["OwnerId"], model.PlacementOf("Animal").KeyColumnNames());
        Assert.Equal(["OwnerId"], model.PlacementOf<Dog>().Key.Select(component => component.Property.Name));
        Assert.Same(model.PlacementOf<Animal>().Key, model.PlacementOf<Dog>().Key);
    }

    [Fact]
    public void Derived_tables_are_linked_to_the_base_table_by_their_primary_key()
    {
        var model = TestModel.Sqlite(m => Animals(m).UseTptMappingStrategy());

        Assert.Equal(["OwnerId"], model.PlacementOf("Animal").KeyColumnNames());
        Assert.Empty(model.PlacementOf("Dog").KeyColumns);
        Assert.Equal(TableKind.Sharded, model.PlacementOf("Dog").Kind);
        Assert.Contains("Id->Animal.Id", model.PlacementOf("Dog").LinkTexts());
    }

    [Fact]
    public void Derived_tables_whose_primary_key_contains_the_shard_key_carry_it()
    {
        var model = TestModel.Sqlite(m => Animals(m).UseTptMappingStrategy().HasKey(a => new { a.OwnerId, a.Id }));

        Assert.Equal(["OwnerId"], model.PlacementOf("Dog").KeyColumnNames());
    }

    [Fact]
    public void Concrete_tables_carry_the_key_themselves()
    {
        var model = TestModel.Sqlite(m => Animals(m).UseTpcMappingStrategy());

        Assert.Equal(["OwnerId"], model.PlacementOf("Dog").KeyColumnNames());
        Assert.Equal(["Id->Dog.Id"], model.PlacementOf("Dog").LinkTexts());
    }

    [Fact]
    public void The_parts_of_a_split_entity_are_linked_by_their_primary_key()
    {
        var model = TestModel.Sqlite(m => Shop(m, b => b.SplitToTable("OrderNotes", t => t.Property(o => o.Note))));

        Assert.Empty(model.PlacementOf("OrderNotes").KeyColumns);
        Assert.Contains("Id->Order.Id", model.PlacementOf("OrderNotes").LinkTexts());
        Assert.Contains("Id->OrderNotes.Id", model.PlacementOf("Order").LinkTexts());
    }

    [Fact]
    public void An_entity_that_shares_another_ones_table_lives_with_it()
    {
        var model = TestModel.Sqlite(m =>
        {
            Shop(m, b => b.HasOne<OrderDetail>().WithOne().HasForeignKey<OrderDetail>(d => d.Id));
            m.Entity<Order>().ToTable("Orders");
            m.Entity<OrderDetail>().ToTable("Orders");
        });

        Assert.Equal(TableKind.Sharded, model.PlacementOf<OrderDetail>().Kind);
        Assert.Equal(["CustomerId"], model.PlacementOf("Orders").KeyColumnNames());
        Assert.Equal(["Id->Orders.Id"], model.PlacementOf("Orders").LinkTexts());
    }

    [Fact]
    public void A_join_entity_between_a_sharded_and_a_reference_table_lives_on_the_sharded_side()
    {
        var model = TestModel.Sqlite(m =>
        {
            Shop(m);
            m.Entity<Tag>().ToReferenceTable().Property(t => t.Id).ValueGeneratedNever();
            m.Entity<Order>().HasMany<Tag>().WithMany().UsingEntity("OrderTag");
        });

        var join = model.PlacementOf("OrderTag");
        Assert.Equal(TableKind.Sharded, join.Kind);
        Assert.Empty(join.KeyColumns);
        Assert.Contains("OrderId->Order.Id", join.LinkTexts());
        Assert.DoesNotContain(join.Links, link => link.Principal.Name == "Tag");
        Assert.Empty(ShardModel.Of(model).Unmarked);
    }

    [Fact]
    public void A_join_entity_carries_the_key_of_a_principal_that_is_sharded_by_its_id()
    {
        var model = TestModel.Sqlite(m =>
        {
            m.Entity<Order>().HasShardKey(o => o.Id).Ignore(o => o.Address).Ignore(o => o.Lines);
            m.Entity<Tag>().ToReferenceTable().Property(t => t.Id).ValueGeneratedNever();
            m.Entity<Order>().HasMany<Tag>().WithMany().UsingEntity("OrderTag");
        });

        Assert.Equal(["OrderId"], model.PlacementOf("OrderTag").KeyColumnNames());
    }

    [Fact]
    public void A_join_entity_between_reference_tables_is_a_reference_table()
    {
        var model = TestModel.Sqlite(m =>
        {
            m.Entity<Tag>().ToReferenceTable().Property(t => t.Id).ValueGeneratedNever();
            m.Entity<Tag>().HasMany<Tag>().WithMany().UsingEntity("TagTag");
        });

        Assert.Equal(TableKind.Reference, model.PlacementOf("TagTag").Kind);
    }

    [Fact]
    public void A_join_entity_between_unsharded_tables_is_unsharded()
    {
        var model = TestModel.Sqlite(m =>
        {
            m.Entity<Tag>().ToUnshardedTable();
            m.Entity<Tag>().HasMany<Tag>().WithMany().UsingEntity("TagTag");
        });

        Assert.Equal(TableKind.Unsharded, model.PlacementOf("TagTag").Kind);
        Assert.Empty(ShardModel.Of(model).Unmarked);
    }

    [Fact]
    public void A_join_entity_between_sharded_tables_lives_on_the_side_that_it_declares()
    {
        var model = TestModel.Sqlite(m =>
        {
            Shop(m);
            m.Entity<Customer>().HasShardKey(c => c.Id).Ignore(c => c.Address);
            m.Entity<Order>().HasMany<Customer>().WithMany().UsingEntity(
                "Watcher",
                j => j.HasOne(typeof(Customer)).WithMany().HasForeignKey("CustomerId").IsCrossShard(),
                j => j.HasOne(typeof(Order)).WithMany().HasForeignKey("OrderId").IsColocated());
        });

        Assert.Contains("OrderId->Order.Id", model.PlacementOf("Watcher").LinkTexts());
        Assert.DoesNotContain(model.PlacementOf("Watcher").Links, link => link.Principal.Name == "Customer");
    }

    [Fact]
    public void Promises_may_be_chained_and_point_to_their_own_table()
    {
        var model = TestModel.Sqlite(m =>
        {
            m.Entity<Reply>().HasOne(r => r.Comment).WithMany().IsColocated();
            m.Entity<Reply>().HasOne(r => r.Parent).WithMany().IsColocated();
            m.Entity<Reply>().Property(r => r.Id).ValueGeneratedNever();
            Blog.Configure(m);
        });

        Assert.Equal(ShardModel.DefaultGroup, model.PlacementOf("Reply").Group);
        Assert.Equal(
            ["CommentId->Comment.Id", "Id->Reply.Id", "ParentId->Reply.Id"],
            model.PlacementOf("Reply").LinkTexts().Order());
        Assert.Equal(2, model.PlacementOf<Reply>().ColocatedForeignKeys.Count);
    }

    [Fact]
    public void A_promise_survives_what_is_said_about_the_relationship_after_it()
    {
        var model = TestModel.Sqlite(Blog.With(m => m.Entity<Blog.Comment>()
            .HasOne(c => c.Post).WithMany(p => p.Comments).IsColocated().HasForeignKey("ThePostId").IsRequired()));

        Assert.Contains("ThePostId->Post.Id", model.PlacementOf("Comment").LinkTexts());
    }

    private static void Shop(ModelBuilder m, Action<Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<Order>>? change = null)
    {
        var order = m.Entity<Order>().HasShardKey(o => o.CustomerId);
        order.Ignore(o => o.Address).Ignore(o => o.Lines);
        change?.Invoke(order);
    }

    private static Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<Animal> Animals(ModelBuilder m)
    {
        m.Entity<Dog>();
        return m.Entity<Animal>().HasShardKey(a => a.OwnerId);
    }

    public class Order
    {
        public Guid Id { get; set; }

        public Guid CustomerId { get; set; }

        public string Note { get; set; } = "";

        public Address? Address { get; set; }

        public List<Line> Lines { get; } = [];
    }

    public class OrderDetail
    {
        public Guid Id { get; set; }

        public string Text { get; set; } = "";
    }

    public class Customer
    {
        public Guid Id { get; set; }

        public Address? Address { get; set; }
    }

    public class Address
    {
        public string City { get; set; } = "";
    }

    public class Line
    {
        public int Id { get; set; }

        public string Text { get; set; } = "";
    }

    public class Tag
    {
        public int Id { get; set; }
    }

    public abstract class Animal
    {
        public Guid Id { get; set; }

        public long OwnerId { get; set; }
    }

    public class Dog : Animal
    {
        public string Breed { get; set; } = "";
    }

    public class Reply
    {
        public long Id { get; set; }

        public long CommentId { get; set; }

        public Blog.Comment Comment { get; set; } = null!;

        public long? ParentId { get; set; }

        public Reply? Parent { get; set; }
    }
}
