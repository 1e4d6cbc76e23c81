using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.ModelRules;

/// <summary>What keeps an entity's rows from moving to another shard is an error of the model.</summary>
public class MovableRuleTests
{
    [Fact]
    public void A_shard_key_beside_the_primary_key_may_change()
    {
        Assert.Empty(TestModel.SqliteErrors(Blog.With(m => m.Entity<Blog.Post>().AllowShardKeyChange())));
        Assert.Empty(TestModel.PostgresErrors(Blog.With(m => m.Entity<Blog.Post>().AllowShardKeyChange().HasGlobalIndex(p => p.Slug).HasOne(p => p.Author).WithMany(u => u.Posts)
            .OnDelete(DeleteBehavior.Restrict))));
    }

    [Fact]
    public void A_primary_or_alternate_key_may_not()
    {
        Assert.Contains("'User' declares AllowShardKeyChange(), but its whole shard key is part of a primary or alternate key", TestModel.SqliteErrors(Blog.With(m =>
            m.Entity<Blog.User>().AllowShardKeyChange()))[0], StringComparison.Ordinal);
        Assert.Contains("whole shard key", TestModel.SqliteError(Blog.With(m =>
            m.Entity<Blog.Post>().AllowShardKeyChange().HasAlternateKey(p => new { p.AuthorId, p.Slug }))), StringComparison.Ordinal);
    }

    [Fact]
    public void It_stands_where_the_shard_key_is()
    {
        Assert.Contains("'Comment' declares AllowShardKeyChange() but has no shard key of its own", TestModel.SqliteError(Blog.With(m =>
            m.Entity<Blog.Comment>().AllowShardKeyChange())), StringComparison.Ordinal);
        Assert.Contains("'Country' declares AllowShardKeyChange() but has no shard key", TestModel.SqliteError(Blog.With(m =>
            m.Entity<Blog.Country>().ToReferenceTable().AllowShardKeyChange().HasKey(c => c.Code))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_follower_with_a_shard_key_of_its_own_is_refused()
        => Assert.Contains("'Comment' lives with its 'Post' and has a shard key of its own", TestModel.SqliteError(Blog.With(m =>
        {
            m.Entity<Blog.Post>().AllowShardKeyChange();
            m.Entity<Blog.Comment>().HasShardKey(c => c.Position);
        })), StringComparison.Ordinal);

    [Fact]
    public void Trees_may_follow_and_what_moves_by_itself_may_not_live_with_its_like()
    {
        Assert.Empty(TestModel.SqliteErrors(Blog.With(m =>
        {
            m.Entity<Blog.Post>().AllowShardKeyChange();
            m.Entity<Blog.Comment>().Property<long?>("ParentId");
            m.Entity<Blog.Comment>().HasOne<Blog.Comment>().WithMany().HasForeignKey("ParentId").IsColocated();
        })));
        Assert.Contains("in a circle", TestModel.SqliteError(Blog.With(m =>
        {
            m.Entity<Blog.Post>().AllowShardKeyChange().Property<long?>("OriginalId");
            m.Entity<Blog.Post>().HasOne<Blog.Post>().WithMany().HasForeignKey("OriginalId").IsColocated();
        })), StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_that_say_the_shard_are_refused_in_the_row_and_in_its_followers()
    {
        Assert.Contains(TestModel.SqliteErrors(Blog.With(m => m.Entity<Blog.Post>().AllowShardKeyChange().HasShardedId())),
            error => error.Contains("'Post.Id' holds ids of HasShardedId()", StringComparison.Ordinal));
        Assert.Contains("'Comment.Id' holds ids of HasShardedId()", TestModel.SqliteError(Blog.With(m =>
        {
            m.Entity<Blog.Post>().AllowShardKeyChange();
            m.Entity<Blog.Comment>().HasShardedId();
        })), StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_that_change_by_moving_are_refused()
    {
        Assert.Contains("the concurrency token 'Stamp' is made by the database", TestModel.PostgresError(Blog.With(m =>
            m.Entity<Blog.Post>().AllowShardKeyChange().Property<uint>("Stamp").IsRowVersion())), StringComparison.Ordinal);
        Assert.Contains("'AuthorId', which is part of the shard key or of a foreign key, is a concurrency token", TestModel.SqliteError(Blog.With(m =>
            m.Entity<Blog.Post>().AllowShardKeyChange().Property(p => p.AuthorId).IsConcurrencyToken())), StringComparison.Ordinal);
    }
}
