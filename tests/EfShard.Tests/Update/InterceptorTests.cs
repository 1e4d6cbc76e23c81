using EfShard.Tests.Update.Harness;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Update;

public sealed class InterceptorTests : SqliteDeskTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Interceptors_of_parallel_legs_are_called_one_at_a_time(bool async)
    {
        var interceptor = new OneAtATime();
        await using var context = Desk.Context(configure: o => o.AddInterceptors(interceptor));
        context.AddRange(Enumerable.Range(0, 200).Select(i => new Author { Id = i }));

        Assert.Equal(200, await context.SaveAsync(async));

        Assert.True(interceptor.Calls >= 400, $"{interceptor.Calls} calls");
        Assert.Equal(0, interceptor.Overlaps);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_an_interceptor_throws_after_a_commit_does_not_make_it_a_commit_in_part(bool async)
    {
        await using var context = Desk.Context(configure: o => o.AddInterceptors(new Indignant()));
        context.AddRange(Enumerable.Range(0, 8).Select(i => new Author { Id = i }));

        var error = await Assert.ThrowsAsync<NotImplementedException>(() => context.SaveAsync(async));

        Assert.Equal("after the commit", error.Message);
        Assert.Equal([2, 2, 2, 2], Desk.Counts("Author"));
    }

    [Fact]
    public async Task The_log_of_parallel_legs_is_written_one_line_at_a_time()
    {
        var (inside, overlaps, lines) = (0, 0, 0);
        await using var context = Desk.Context(configure: o => o.LogTo(
            _ =>
            {
                overlaps += Interlocked.Increment(ref inside) > 1 ? 1 : 0;
                Thread.SpinWait(30_000);
                lines++;
                Interlocked.Decrement(ref inside);
            },
            Microsoft.Extensions.Logging.LogLevel.Debug));
        context.AddRange(Enumerable.Range(0, 60).Select(i => new Author { Id = i }));

        await context.SaveChangesAsync();

        Assert.True(lines > 60, $"{lines} lines");
        Assert.Equal(0, overlaps);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_interceptor_may_run_a_command_of_its_own_from_within_a_leg(bool async)
    {
        var interceptor = new Curious();
        await using var context = Desk.Context(configure: o => o.AddInterceptors(interceptor));
        context.AddRange(Enumerable.Range(0, 8).Select(i => new Author { Id = i }));

        Assert.Equal(8, await context.SaveAsync(async).WaitAsync(TimeSpan.FromMinutes(1)));

        Assert.Equal(8, interceptor.Answers);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_events_of_a_save_come_once_whatever_the_number_of_shards(bool async)
    {
        var events = new List<string>();
        await using var context = Desk.Context();
        context.SavingChanges += (_, _) => events.Add("saving");
        context.SavedChanges += (_, e) => events.Add($"saved {e.EntitiesSavedCount}");
        context.SaveChangesFailed += (_, e) => events.Add($"failed {e.Exception.GetType().Name}");
        context.AddRange(Enumerable.Range(0, 8).Select(i => new Author { Id = i }));

        await context.SaveAsync(async);
        Assert.Equal(["saving", "saved 8"], events);

        events.Clear();
        Desk.Scalar("s3", "DELETE FROM \"Author\"");
        context.ChangeTracker.Entries<Author>().ToList().ForEach(entry => entry.Entity.Name = "new");
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => context.SaveAsync(async));
        Assert.Equal(["saving", "failed DbUpdateConcurrencyException"], events);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_conflict_that_an_interceptor_suppresses_does_not_fail_the_save(bool async)
    {
        var interceptor = new Forgiving();
        await using var context = Desk.Context(configure: o => o.AddInterceptors(interceptor));
        context.AddRange(Enumerable.Range(0, 40).Select(i => new Author { Id = i }));
        await context.SaveChangesAsync();
        Array.ForEach(Desk.Names, name => Desk.Scalar(name, "DELETE FROM \"Author\" WHERE \"Id\" >= 20"));
        context.ChangeTracker.Entries<Author>().ToList().ForEach(entry => entry.Entity.Name = "new");

        Assert.Equal(40, await context.SaveAsync(async));

        Assert.Equal(20, interceptor.Conflicts);
        Assert.Equal(0, interceptor.Overlaps);
    }
}
