using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.ModelRules;

public class DeclarationRuleTests
{
    [Fact]
    public void The_blog_follows_all_rules_on_both_databases()
    {
        Assert.Empty(TestModel.SqliteErrors(Blog.Configure));
        Assert.Empty(TestModel.PostgresErrors(Blog.Configure));
    }

    [Fact]
    public void A_model_that_is_not_sharded_is_judged_by_ef_core_alone()
        => Assert.Empty(TestModel.PostgresErrors(m => m.Entity<Item>().HasIndex(i => i.Name).IsUnique()));

    [Fact]
    public void All_errors_of_a_model_are_reported_at_once()
        => Assert.Equal(2, TestModel.SqliteErrors(m =>
        {
            m.Entity<Item>().InGroup("a");
            m.Entity<Tree>().AllowNullShardKey().HasKey(t => t.Code);
        }).Count);

    [Fact]
    public void A_group_without_a_shard_key_is_refused()
        => Assert.Contains(
            "group 'items' but has no shard key",
            TestModel.SqliteError(m => m.Entity<Item>().InGroup("items")),
            StringComparison.Ordinal);

    [Fact]
    public void A_group_on_a_reference_table_is_refused()
        => Assert.Contains(
            "Add HasShardKey(...), or remove InGroup",
            TestModel.SqliteError(m => m.Entity<Item>().ToReferenceTable().InGroup("items").Property(i => i.Id).ValueGeneratedNever()),
            StringComparison.Ordinal);

    [Fact]
    public void Allowing_null_without_a_shard_key_is_refused()
        => Assert.Contains("remove AllowNullShardKey()", TestModel.SqliteError(m => m.Entity<Item>().AllowNullShardKey()), StringComparison.Ordinal);

    [Fact]
    public void A_declaration_on_an_owned_type_is_refused()
    {
        var error = TestModel.SqliteError(m => m.Entity<Owner>().ToUnshardedTable());

        Assert.Contains("'Part' is owned by 'Owner'", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_declaration_on_a_derived_type_is_refused()
    {
        var error = TestModel.SqliteError(m =>
        {
            m.Entity<Item>().ToUnshardedTable();
            m.Entity<SpecialItem>().ToReferenceTable();
        });

        Assert.Contains("Say it on 'Item' instead", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_that_is_unique_per_shard_must_be_unique()
        => Assert.Contains(
            "Add IsUnique(), or remove IsUniquePerShard()",
            TestModel.SqliteError(m => m.Entity<Item>().ToUnshardedTable().HasIndex(i => i.Name).IsUniquePerShard()),
            StringComparison.Ordinal);

    [Fact]
    public void A_primary_key_can_not_be_unique_per_shard()
        => Assert.Contains(
            "same entity. Remove IsUniquePerShard()",
            TestModel.SqliteError(m => m.Entity<Tree>().HasShardKey(t => t.Code).HasKey(t => t.Code).IsUniquePerShard()),
            StringComparison.Ordinal);

    [Fact]
    public void A_join_entity_between_sharded_tables_must_say_with_which_it_lives()
    {
        var error = TestModel.SqliteError(Blog.With(m => m.Entity<Blog.User>().HasMany<Blog.Post>().WithMany().UsingEntity("Like")));

        Assert.Contains("The join entity 'Like (Dictionary<string, object>)' connects two sharded entities", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_join_entity_with_a_shard_key_of_its_own_says_enough()
        => Assert.Empty(TestModel.SqliteErrors(Blog.With(m => m.Entity<Blog.User>().HasMany<Blog.Post>().WithMany().UsingEntity(
            "Like",
            j => j.HasOne(typeof(Blog.Post)).WithMany().HasForeignKey("PostId").IsCrossShard(),
            j => j.HasOne(typeof(Blog.User)).WithMany().HasForeignKey("UserId"),
            j => j.HasShardKey("UserId")))));

    [Fact]
    public void A_join_entity_with_an_unmarked_side_is_not_blamed_for_it()
    {
        var error = TestModel.SqliteError(Blog.With(m => m.Entity<Blog.Post>().HasMany<Item>().WithMany().UsingEntity("PostItem")));

        Assert.Contains("since 'Item' does not say where its rows live", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Promises_in_a_circle_are_refused_for_each_member()
    {
        var errors = TestModel.SqliteErrors(m =>
        {
            m.Entity<Item>().ToUnshardedTable();
            m.Entity<Tree>().HasKey(t => t.Code);
            m.Entity<Tree>().HasOne<Tree>().WithMany().HasForeignKey("ParentCode").IsColocated();
        });

        Assert.Contains(
            "'Tree' has no shard key and is IsColocated() only with entities that have none",
            Assert.Single(errors),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_entity_must_not_inherit_its_shard_over_an_optional_relationship()
    {
        var error = TestModel.SqliteError(Blog.With(m => m.Entity<Blog.Comment>()
            .HasOne(c => c.Post).WithMany(p => p.Comments).HasForeignKey("MaybePostId").IsRequired(false)));

        Assert.Contains("Make the relationship required with IsRequired(), or add HasShardKey(...)", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entity_with_its_own_shard_key_may_promise_over_an_optional_relationship()
        => Assert.Empty(TestModel.SqliteErrors(Blog.With(m =>
        {
            m.Entity<Blog.Comment>().Property<long>("Author");
            m.Entity<Blog.Comment>().HasShardKey("Author").HasOne(c => c.Post).WithMany(p => p.Comments)
                .HasForeignKey("MaybePostId").IsRequired(false);
        })));

    public class Item
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";
    }

    public class SpecialItem : Item;

    public class Tree
    {
        public string Code { get; set; } = "";
    }

    public class Owner
    {
        public int Id { get; set; }

        public Part Part { get; set; } = null!;
    }

    [Owned]
    public class Part
    {
        [ShardKey]
        public int Number { get; set; }
    }
}
