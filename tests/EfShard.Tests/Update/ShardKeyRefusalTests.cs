using EfShard.Tests.Update.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Update;

/// <summary>What would lose a row or mix rows up is refused before anything is sent.</summary>
public sealed class ShardKeyRefusalTests : SqliteDeskTests
{
    private readonly CommandLog _log = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_missing_shard_key_is_refused(bool async)
    {
        await using var context = Context();
        context.AddRange(new Ticket { Owner = "me" }, new Ticket());

        var error = await Assert.ThrowsAsync<ShardKeyException>(() => context.SaveAsync(async));

        Assert.Contains("'Ticket.Owner'", error.Message, StringComparison.Ordinal);
        Assert.Empty(_log.Lines);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_changed_shard_key_is_refused_and_its_value_not_told(bool async)
    {
        await using var context = Context();
        var ticket = context.Attach(new Ticket { Id = Guid.NewGuid(), Owner = "secret" }).Entity;
        ticket.Owner = "hidden";

        var error = await Assert.ThrowsAsync<ShardKeyException>(() => context.SaveAsync(async));

        Assert.Contains("'Ticket'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'Owner'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.Message, StringComparison.Ordinal);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task A_changed_shard_key_is_refused_on_the_same_shard_too()
    {
        await using var context = Context();
        var draft = context.Attach(new Draft { Id = Guid.NewGuid(), OwnerId = 1 }).Entity;
        draft.OwnerId = 5;

        await Assert.ThrowsAsync<ShardKeyException>(() => context.SaveChangesAsync());

        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task A_shard_key_that_becomes_null_is_refused()
    {
        await using var context = Context();
        var draft = context.Attach(new Draft { Id = Guid.NewGuid(), OwnerId = 1 }).Entity;
        draft.OwnerId = null;

        await Assert.ThrowsAsync<ShardKeyException>(() => context.SaveChangesAsync());
    }

    [Fact]
    public async Task A_row_replaced_by_one_with_another_shard_key_is_refused()
    {
        await using var context = Context();
        var id = Guid.NewGuid();
        context.Remove(context.Attach(new Draft { Id = id, OwnerId = 1 }).Entity);
        context.Add(new Draft { Id = id, OwnerId = 2 });

        var error = await Assert.ThrowsAsync<ShardKeyException>(() => context.SaveChangesAsync());

        Assert.Contains("'Draft'", error.Message, StringComparison.Ordinal);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task A_deleted_row_is_looked_for_by_the_shard_key_that_it_was_read_with()
    {
        var draft = new Draft { OwnerId = 1 };
        await using (var context = Context())
        {
            context.Add(draft);
            await context.SaveChangesAsync();
        }

        await using (var context = Context())
        {
            var read = await context.Set<Draft>().SingleAsync(d => d.OwnerId == 1);
            read.OwnerId = 2;
            context.Remove(read);
            Assert.Equal(1, await context.SaveChangesAsync());
        }

        Assert.Equal([0, 0, 0, 0], Desk.Counts("Draft"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_shard_key_outside_of_every_range_is_refused(bool async)
    {
        await using var context = Context();
        context.AddRange(new Order { Id = 1 }, new Order { Id = 777 });

        var error = await Assert.ThrowsAsync<ShardKeyException>(() => context.SaveAsync(async));

        Assert.DoesNotContain("777", error.Message, StringComparison.Ordinal);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task An_entity_whose_principal_is_not_tracked_is_refused()
    {
        await using var context = Context();
        context.Add(new Remark { ArticleId = Guid.NewGuid() });

        var error = await Assert.ThrowsAsync<ShardKeyException>(() => context.SaveChangesAsync());

        Assert.Contains("'Remark'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'Article'", error.Message, StringComparison.Ordinal);
        Assert.Contains("UseShard", error.Message, StringComparison.Ordinal);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task An_entity_that_moves_to_a_principal_on_another_shard_is_refused()
    {
        await using var context = Context();
        var (here, there) = (new Article { Author = new Author { Id = 1 } }, new Article { Author = new Author { Id = 2 } });
        var remark = new Remark { Article = here };
        context.AddRange(here, there, remark);
        await context.SaveChangesAsync();
        var sent = _log.Lines.Count;

        remark.Article = there;
        var error = await Assert.ThrowsAsync<ShardKeyException>(() => context.SaveChangesAsync());

        Assert.Contains("'ArticleId'", error.Message, StringComparison.Ordinal);
        Assert.Equal(sent, _log.Lines.Count);
    }

    [Fact]
    public async Task An_entity_that_moves_to_a_principal_with_the_same_shard_key_is_saved()
    {
        await using var context = Context();
        var author = new Author { Id = 1 };
        var (here, there) = (new Article { Author = author }, new Article { Author = author });
        var remark = new Remark { Article = here };
        context.AddRange(here, there, remark);
        await context.SaveChangesAsync();

        remark.Article = there;

        Assert.Equal(1, await context.SaveChangesAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_broken_promise_to_live_together_is_refused(bool async)
    {
        await using var context = Context();
        var article = new Article { Author = new Author { Id = 1 } };
        context.AddRange(article, new Reply { AuthorId = 2, Article = article });

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveAsync(async));

        Assert.Contains("'Reply' promises to live with its 'Article'", error.Message, StringComparison.Ordinal);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task A_promise_to_live_together_that_holds_is_saved()
    {
        await using var context = Context();
        var article = new Article { Author = new Author { Id = 1 } };
        context.AddRange(article, new Reply { AuthorId = 1, Article = article });

        Assert.Equal(3, await context.SaveChangesAsync());
    }

    [Fact]
    public async Task A_pinned_context_refuses_rows_of_other_shards()
    {
        await using var context = Context();
        using var pin = context.Sharding().UseShard("s1");
        context.AddRange(new Author { Id = 1 }, new Author { Id = 2 });

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveChangesAsync());

        Assert.Contains("pinned to shard 's1'", error.Message, StringComparison.Ordinal);
        Assert.Contains("belongs to shard 's2'", error.Message, StringComparison.Ordinal);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task A_pinned_context_refuses_rows_that_every_shard_has()
    {
        await using var context = Context();
        using var pin = context.Sharding().UseShard("s1");
        context.Add(new Country { Code = "NL" });

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveChangesAsync());

        Assert.Contains("reference table", error.Message, StringComparison.Ordinal);
        Assert.Empty(_log.Lines);
    }

    private DeskContext Context() => Desk.Context(configure: options => options.AddInterceptors(_log));
}
