using EfShard.Tests.Update.Harness;
using EfShard.TestServers;
using EfShard.TestServers.Clusters;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Update;

public sealed class KilledServerTests
{
    [ClusterFact]
    public async Task A_server_that_dies_between_the_commits_is_told_and_the_committed_part_not_written_again()
    {
        await using var cluster = await PostgresCluster.StartAsync(shards: 4);
        var desk = new ClusterDesk(cluster);
        await desk.CreateAsync();
        await using var context = desk.Context(configure: o => o.AddInterceptors(new KillAtCommit(cluster["s1"])));
        context.AddRange(Enumerable.Range(0, 4).Select(i => new Author { Id = i }));

        // The context has a retrying strategy, for which a lost connection passes.
        var error = await Assert.ThrowsAsync<PartialCommitException>(() => context.SaveChangesAsync());

        Assert.Equal(["s0"], error.CommittedShards);
        Assert.Equal(["s1", "s2", "s3"], error.NotCommittedShards);
        Assert.True(((NpgsqlException)((AggregateException)error.InnerException!).InnerExceptions[0]).IsTransient);

        // What the exception lists is what is missing: it is written again once the server is back.
        await cluster["s1"].StartAsync();
        foreach (var entry in context.ChangeTracker.Entries().Where(e => error.Entries.All(missing => missing.Entity != e.Entity)).ToList())
        {
            entry.State = EntityState.Unchanged;
        }

        Assert.Equal(3, await context.SaveChangesAsync());
        Assert.Equal([1, 1, 1, 1], desk.Counts("Author"));
    }

    [ClusterFact]
    public async Task A_server_that_dies_at_the_first_commit_is_told_too_for_it_may_have_committed()
    {
        await using var cluster = await PostgresCluster.StartAsync(shards: 4);
        var desk = new ClusterDesk(cluster);
        await desk.CreateAsync();
        await using var context = desk.Context(configure: o => o.AddInterceptors(new KillAtCommit(cluster["s1"])));
        context.AddRange(Enumerable.Range(1, 3).Select(i => new Author { Id = i }));

        var error = await Assert.ThrowsAsync<PartialCommitException>(() => context.SaveChangesAsync());

        Assert.Empty(error.CommittedShards);
        Assert.Equal(["s1", "s2", "s3"], error.NotCommittedShards);
        Assert.Equal("s1", error.FailedShard);
        Assert.Equal(3, error.Entries.Count);
        await cluster["s1"].StartAsync();
        Assert.Equal([0, 0, 0, 0], desk.Counts("Author"));
    }

    [ClusterFact]
    public async Task A_server_that_dies_before_the_first_commit_fails_the_save_which_is_repeated()
    {
        await using var cluster = await PostgresCluster.StartAsync(shards: 4);
        var desk = new ClusterDesk(cluster);
        await desk.CreateAsync();
        var restart = new RestartAtInsert(cluster["s2"]);
        await using var context = desk.Context(configure: o => o.AddInterceptors(restart));
        context.AddRange(Enumerable.Range(0, 4).Select(i => new Author { Id = i }));

        Assert.Equal(4, await context.SaveChangesAsync());

        Assert.True(restart.Done);
        Assert.Equal([1, 1, 1, 1], desk.Counts("Author"));
    }
}
