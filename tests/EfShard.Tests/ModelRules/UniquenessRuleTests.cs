using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.ModelRules;

public class UniquenessRuleTests
{
    [Fact]
    public void A_unique_index_without_the_shard_key_must_be_declared()
    {
        var error = TestModel.SqliteError(Blog.With(m => m.Entity<Blog.Post>().HasIndex(p => p.Slug).IsUnique()));

        Assert.Contains("The unique index {'Slug'} of 'Post' does not contain the shard key", error, StringComparison.Ordinal);
        Assert.Contains("IsUniquePerShard()", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_unique_index_may_be_declared_to_be_unique_on_each_shard()
    {
        Assert.Empty(TestModel.SqliteErrors(Blog.With(m => m.Entity<Blog.Post>().HasIndex(p => p.Slug).IsUnique().IsUniquePerShard())));
        Assert.Empty(TestModel.SqliteErrors(Blog.With(m => m.Entity(typeof(Blog.Post)).HasIndex("Slug").IsUnique().IsUniquePerShard())));
    }

    [Fact]
    public void A_unique_index_with_the_shard_key_needs_no_word()
        => Assert.Empty(TestModel.SqliteErrors(Blog.With(m => m.Entity<Blog.Post>().HasIndex(p => new { p.Slug, p.AuthorId }).IsUnique())));

    [Fact]
    public void A_unique_index_with_a_part_of_a_composite_key_must_be_declared()
        => Assert.Contains("does not contain the shard key", TestModel.SqliteError(m => m.Entity<Invoice>(b =>
        {
            b.HasShardKey(i => new { i.Tenant, i.Region });
            b.HasIndex(i => new { i.Tenant, i.Number }).IsUnique();
        })), StringComparison.Ordinal);

    [Fact]
    public void A_unique_index_with_a_colocated_foreign_key_needs_no_word()
        => Assert.Empty(TestModel.SqliteErrors(Blog.With(m => m.Entity<Blog.Comment>().HasIndex(c => new { c.PostId, c.Position }).IsUnique())));

    [Fact]
    public void An_entity_that_inherits_its_shard_has_no_uniqueness_beyond_its_shard()
        => Assert.Contains(
            "The unique index {'Position'} of 'Comment'",
            TestModel.SqliteError(Blog.With(m => m.Entity<Blog.Comment>().HasIndex(c => c.Position).IsUnique())),
            StringComparison.Ordinal);

    [Fact]
    public void Other_indexes_need_no_word()
        => Assert.Empty(TestModel.SqliteErrors(Blog.With(m => m.Entity<Blog.Post>().HasIndex(p => p.Slug))));

    [Fact]
    public void Unique_indexes_of_reference_and_unsharded_tables_need_no_word()
    {
        Assert.Empty(TestModel.SqliteErrors(m => m.Entity<Invoice>().ToReferenceTable().HasIndex(i => i.Number).IsUnique()));
        Assert.Empty(TestModel.SqliteErrors(m => m.Entity<Invoice>().ToUnshardedTable().HasIndex(i => i.Number).IsUnique()));
    }

    [Fact]
    public void An_alternate_key_without_the_shard_key_must_be_declared()
    {
        Assert.Contains(
            "The alternate key {'Slug'} of 'Post' does not contain the shard key",
            TestModel.SqliteError(Blog.With(m => m.Entity<Blog.Post>().HasAlternateKey(p => p.Slug))),
            StringComparison.Ordinal);
        Assert.Empty(TestModel.SqliteErrors(Blog.With(m => m.Entity<Blog.Post>().HasAlternateKey(p => p.Slug).IsUniquePerShard())));
        Assert.Empty(TestModel.SqliteErrors(Blog.With(m => m.Entity<Blog.Post>().HasAlternateKey(p => new { p.AuthorId, p.Slug }))));
    }

    [Fact]
    public void A_primary_key_need_not_contain_the_shard_key()
        => Assert.Empty(TestModel.SqliteErrors(m => m.Entity<Invoice>().HasShardKey(i => i.Tenant)));

    public class Invoice
    {
        public Guid Id { get; set; }

        public string Tenant { get; set; } = "";

        public string Region { get; set; } = "";

        public int Number { get; set; }
    }
}
