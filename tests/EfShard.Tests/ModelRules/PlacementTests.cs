using EfShard.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Xunit;

namespace EfShard.Tests.ModelRules;

public class PlacementTests
{
    [Fact]
    public void A_model_that_says_nothing_is_not_sharded()
    {
        var sharding = TestModel.Sharding(m => m.Entity<Blog.User>());

        Assert.False(sharding.IsSharded);
        Assert.Empty(sharding.Groups);
        Assert.Equal("User", Assert.Single(sharding.Unmarked, type => type.ClrType == typeof(Blog.User)).ClrType.Name);
    }

    [Fact]
    public void The_sharding_of_a_model_is_worked_out_once()
    {
        var model = TestModel.Sqlite(Blog.Configure);

        Assert.Same(ShardModel.Of(model), ShardModel.Of(model));
    }

    [Fact]
    public void A_shard_key_becomes_the_key_column_of_the_table()
    {
        var posts = TestModel.Sqlite(Blog.Configure).PlacementOf("Post");

        Assert.Equal(TableKind.Sharded, posts.Kind);
        Assert.Equal(ShardModel.DefaultGroup, posts.Group);
        Assert.Equal(["AuthorId"], posts.KeyColumnNames());
        Assert.False(posts.AllowsNullKey);
    }

    [Fact]
    public void The_design_time_model_says_the_same_as_the_runtime_model()
    {
        var posts = TestModel.Sqlite(Blog.Configure, designTime: true).PlacementOf("Post");

        Assert.Equal(["AuthorId"], posts.KeyColumnNames());
        Assert.Equal(["Id->Post.Id", "AuthorId->User.Id"], posts.LinkTexts());
    }

    [Fact]
    public void A_composite_key_keeps_its_order()
    {
        var model = TestModel.Sqlite(m => m.Entity<Invoice>().HasShardKey(i => new { i.TenantId, i.Region }).InGroup("invoices"));

        Assert.Equal(["TenantId", "Region"], model.PlacementOf("Invoice").KeyColumnNames());
        Assert.Equal("invoices", model.PlacementOf("Invoice").Group);
        Assert.Equal(["invoices"], ShardModel.Of(model).Groups);
    }

    [Fact]
    public void A_key_may_be_named_by_strings_and_be_a_shadow_property()
    {
        var model = TestModel.Sqlite(m => m.Entity<Invoice>(b =>
        {
            b.Property<string>("Tenant");
            b.HasShardKey("Tenant").AllowNullShardKey();
        }));

        Assert.Equal(["Tenant"], model.PlacementOf("Invoice").KeyColumnNames());
        Assert.True(model.PlacementOf("Invoice").AllowsNullKey);
        Assert.True(model.PlacementOf<Invoice>().AllowsNullKey);
    }

    [Fact]
    public void Reference_and_unsharded_tables_have_no_key()
    {
        var model = TestModel.Sqlite(m =>
        {
            m.Entity<Blog.Country>().ToReferenceTable().HasKey(c => c.Code);
            m.Entity<Invoice>().ToUnshardedTable();
        });

        Assert.Equal(TableKind.Reference, model.PlacementOf("Country").Kind);
        Assert.Equal(TableKind.Unsharded, model.PlacementOf("Invoice").Kind);
        Assert.Empty(model.PlacementOf("Invoice").KeyColumns);
        Assert.Null(model.PlacementOf("Country").Group);
        Assert.True(ShardModel.Of(model).IsSharded);
    }

    [Fact]
    public void The_last_word_on_an_entity_wins()
    {
        var model = TestModel.Sqlite(m => m.Entity<Invoice>().HasShardKey(i => i.TenantId).ToUnshardedTable());

        Assert.Equal(TableKind.Unsharded, model.PlacementOf<Invoice>().Kind);
        Assert.Empty(model.PlacementOf<Invoice>().Key);
    }

    [Fact]
    public void The_column_has_the_name_that_the_model_gives_it()
    {
        var model = TestModel.Sqlite(Blog.With(m => m.Entity<Blog.Post>().ToTable("articles").Property(p => p.AuthorId).HasColumnName("author")));

        Assert.Equal(["author"], model.PlacementOf("articles").KeyColumnNames());
    }

    [Fact]
    public void A_foreign_key_that_contains_the_shard_key_is_a_link()
    {
        var model = TestModel.Sqlite(Blog.Configure);
        var foreignKey = model.FindEntityType(typeof(Blog.Post))!.GetForeignKeys().Single();

        Assert.Contains("AuthorId->User.Id", model.PlacementOf("Post").LinkTexts());
        Assert.True(ShardModel.Of(model).AreColocated(foreignKey));
        Assert.Empty(model.PlacementOf<Blog.Post>().ColocatedForeignKeys);
    }

    [Fact]
    public void A_colocated_entity_without_a_key_inherits_its_shard()
    {
        var model = TestModel.Sqlite(Blog.Configure);
        var comment = model.PlacementOf<Blog.Comment>();

        Assert.Equal(TableKind.Sharded, comment.Kind);
        Assert.Equal(ShardModel.DefaultGroup, comment.Group);
        Assert.True(comment.InheritsShard);
        Assert.Equal("PostId", Assert.Single(comment.ColocatedForeignKeys).Properties.Single().Name);
        Assert.Contains("PostId->Post.Id", model.PlacementOf("Comment").LinkTexts());
        Assert.Empty(model.PlacementOf("Comment").KeyColumns);
    }

    [Fact]
    public void An_inherited_shard_is_routed_by_the_foreign_key_where_that_carries_the_key()
    {
        var model = TestModel.Sqlite(m =>
        {
            m.Entity<Blog.User>().HasShardKey(u => u.Id).Property(u => u.Id).ValueGeneratedNever();
            m.Entity<Blog.Post>().HasOne(p => p.Author).WithMany(u => u.Posts).IsColocated();
            m.Entity<Blog.Post>().Property(p => p.Id).ValueGeneratedNever();
            m.Ignore<Blog.Comment>();
        });

        Assert.Equal(["AuthorId"], model.PlacementOf("Post").KeyColumnNames());
        Assert.False(model.PlacementOf<Blog.Post>().InheritsShard);
    }

    [Fact]
    public void An_entity_with_its_own_key_keeps_it_beside_its_promise()
    {
        var model = TestModel.Sqlite(Blog.With(m =>
        {
            m.Entity<Blog.Comment>().Property<long>("PostAuthorId");
            m.Entity<Blog.Comment>().HasShardKey("PostAuthorId");
        }));

        Assert.Equal(["PostAuthorId"], model.PlacementOf("Comment").KeyColumnNames());
        Assert.Contains("PostId->Post.Id", model.PlacementOf("Comment").LinkTexts());
        Assert.Single(model.PlacementOf<Blog.Comment>().ColocatedForeignKeys);
    }

    [Fact]
    public void Each_table_is_linked_to_itself_by_its_primary_key()
        => Assert.Contains("Id->Comment.Id", TestModel.Sqlite(Blog.Configure).PlacementOf("Comment").LinkTexts());

    [Fact]
    public void A_view_is_placed_by_its_own_columns()
    {
        var model = TestModel.Sqlite(m => m.Entity<Invoice>().ToView("invoice_view").HasNoKey().HasShardKey(i => i.TenantId));

        Assert.Equal(["TenantId"], model.PlacementOf("invoice_view").KeyColumnNames());
    }

    [Fact]
    public void What_is_mapped_to_a_query_lives_in_no_table_and_need_not_say_so()
    {
        var model = TestModel.Sqlite(Blog.With(m => m.Entity<Invoice>().HasNoKey().ToSqlQuery("SELECT 1 AS TenantId, 'x' AS Region, 2 AS Id")));
        var query = model.GetRelationalModel().Queries.Single();

        Assert.Empty(ShardModel.Of(model).Unmarked);
        Assert.False(ShardModel.Of(model).TryGetPlacement(query, out _));
        Assert.Throws<InvalidOperationException>(() => ShardModel.Of(model).GetPlacement((ITableBase)query));
    }

    [Fact]
    public void Entities_that_say_nothing_are_listed_and_count_as_unsharded()
    {
        var model = TestModel.Sqlite(Blog.With(m => m.Entity<Invoice>()));

        Assert.Equal(typeof(Invoice), Assert.Single(ShardModel.Of(model).Unmarked).ClrType);
        Assert.Equal(TableKind.Unsharded, model.PlacementOf<Invoice>().Kind);
        Assert.Contains("'Invoice' does not say where its rows live", ShardModelErrors.Unmarked(ShardModel.Of(model).Unmarked).Message);
    }

    [Fact]
    public void Cross_shard_constraints_are_to_be_left_out_and_others_kept()
    {
        var model = TestModel.Sqlite(Blog.With(m =>
        {
            m.Entity<Follow>().HasShardKey(f => f.FollowerId).HasKey(f => new { f.FollowerId, f.FollowedId });
            m.Entity<Follow>().HasOne(f => f.Follower).WithMany();
            m.Entity<Follow>().HasOne(f => f.Followed).WithMany().IsCrossShard();
        }), designTime: true);

        var constraints = model.GetRelationalModel().Tables.Single(t => t.Name == "Follow").ForeignKeyConstraints;
        Assert.Equal("FK_Follow_User_FollowedId", Assert.Single(constraints, ShardModel.IsConstraintOmitted).Name);
        Assert.Equal(2, constraints.Count());
    }

    public class Invoice
    {
        public Guid Id { get; set; }

        public int TenantId { get; set; }

        public string Region { get; set; } = "";
    }

    public class Follow
    {
        public long FollowerId { get; set; }

        public Blog.User Follower { get; set; } = null!;

        public long FollowedId { get; set; }

        public Blog.User Followed { get; set; } = null!;
    }
}
