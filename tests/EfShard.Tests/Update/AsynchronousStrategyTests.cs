using EfShard.Tests.Update.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Update;

/// <summary>A strategy that has to ask and wait, as a lookup directory will, through reads and saves.</summary>
public sealed class AsynchronousStrategyTests : SqliteDeskTests
{
    [Fact]
    public async Task SaveChangesAsync_waits_for_the_strategy_and_asks_once_for_all_keys()
    {
        var strategy = new AskingStrategy(Desk.Names);
        var log = new CommandLog();
        await using var context = Desk.Context(configure: o => o.AddInterceptors(log), strategy: strategy);
        context.AddRange(Enumerable.Range(0, 4).Select(i => new Article { Author = new Author { Id = i } }));

        var save = context.SaveChangesAsync();
        await strategy.AskedByAsync(save);
        Assert.Empty(log.Lines);
        Assert.Equal(8, await strategy.AnswerAsync(save));
        Assert.Equal([4], strategy.Questions);
        Assert.Empty(strategy.AskedSynchronously);
        Assert.Equal([1, 1, 1, 1], Desk.Counts("Article"));
    }

    [Fact]
    public async Task Reads_wait_for_the_strategy()
    {
        var strategy = new AskingStrategy(Desk.Names);
        await using (var context = Desk.Context())
        {
            context.AddRange(Enumerable.Range(0, 8).Select(i => new Author { Id = i, Name = $"author {i}" }));
            await context.SaveChangesAsync();
        }

        await using (var context = Desk.Context(strategy: strategy))
        {
            var one = context.Set<Author>().SingleAsync(a => a.Id == 6);
            await strategy.AskedByAsync(one);
            Assert.Equal("author 6", (await strategy.AnswerAsync(one)).Name);

            long[] ids = [1, 2, 5];
            var some = context.Set<Author>().Where(a => ids.Contains(a.Id)).OrderBy(a => a.Id).ToListAsync();
            await strategy.AskedByAsync(some);
            Assert.Equal(ids, (await strategy.AnswerAsync(some)).Select(a => a.Id));
            Assert.Equal([1, 3], strategy.Questions);
        }

        Assert.Empty(strategy.AskedSynchronously);
    }

    [Fact]
    public async Task A_row_is_read_changed_and_saved_through_the_strategy()
    {
        await using (var context = Desk.Context())
        {
            context.Add(new Author { Id = 3, Name = "before" });
            await context.SaveChangesAsync();
        }

        var strategy = new AskingStrategy(Desk.Names);
        await using (var context = Desk.Context(strategy: strategy))
        {
            var read = context.Set<Author>().SingleAsync(a => a.Id == 3);
            await strategy.AskedByAsync(read);
            (await strategy.AnswerAsync(read)).Name = "after";

            var save = context.SaveChangesAsync();
            await strategy.AskedByAsync(save);
            Assert.Equal(1, await strategy.AnswerAsync(save));
        }

        Assert.Equal("after", Desk.Scalar("s3", "SELECT \"Name\" FROM \"Author\""));
    }

    [Fact]
    public void Synchronous_reads_and_saves_ask_synchronously_and_for_each_key_once()
    {
        var strategy = new AskingStrategy(Desk.Names);
        using var context = Desk.Context(strategy: strategy);
        context.AddRange(Enumerable.Range(0, 4).Select(i => new Article { Author = new Author { Id = i } }));

        Assert.Equal(8, context.SaveChanges());
        Assert.Equal([0L, 1, 2, 3], strategy.AskedSynchronously.Order());
        Assert.Equal(2, context.Set<Author>().AsNoTracking().Single(a => a.Id == 2).Id);
        Assert.Empty(strategy.Questions);
    }

    [Fact]
    public async Task A_save_that_is_cancelled_while_the_strategy_asks_sends_nothing()
    {
        var log = new CommandLog();
        using var cancelled = new CancellationTokenSource();
        var strategy = new AskingStrategy(Desk.Names);
        await using var context = Desk.Context(configure: o => o.AddInterceptors(log), strategy: strategy);
        context.Add(new Author { Id = 1 });

        var save = context.SaveChangesAsync(cancelled.Token);
        await strategy.AskedByAsync(save);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => save);
        Assert.Empty(log.Lines);
    }
}
