using System.Diagnostics;
using EfShard.Tests.Execution;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Diagnostics;

/// <summary>What those who trace see: one parent a statement, save or commit, one child a leg, and nothing that is left behind.</summary>
public sealed class ActivityTests : IDisposable
{
    private readonly FourShards _shards = new();

    public ActivityTests() => _shards.Fill(8);

    public void Dispose() => _shards.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_statement_of_one_shard_ends_when_its_rows_have_been_read(bool isAsync)
    {
        using var traces = new Traces();
        using var context = new NotesContext(_shards.Options());
        var query = context.Notes.Where(n => n.OwnerId == 3).OrderBy(n => n.Id);
        if (isAsync)
        {
            await using var rows = query.AsAsyncEnumerable().GetAsyncEnumerator();
            Assert.True(await rows.MoveNextAsync());
            Assert.Equal(2, traces.Open);
            Assert.True(await rows.MoveNextAsync());
            Assert.False(await rows.MoveNextAsync());
        }
        else
        {
            using var rows = query.AsEnumerable().GetEnumerator();
            Assert.True(rows.MoveNext());
            Assert.Equal(2, traces.Open);

            // What the reader does meanwhile is its own business.
            Assert.Null(Activity.Current);
            Assert.True(rows.MoveNext());
            Assert.False(rows.MoveNext());
        }

        Assert.Equal(0, traces.Open);
        Assert.Null(Activity.Current);
        var statement = Assert.Single(traces.Of("EfShard.Statement"));
        var leg = Assert.Single(traces.LegsOf(statement));
        Assert.Equal(context.Sharding().ShardOf<Note>(3L).Name, Traces.Shard(leg));
        Assert.Equal(statement.GetTagItem("efshard.shards"), Traces.Shard(leg));
        Assert.Equal(ActivityKind.Client, leg.Kind);
        Assert.Equal(2L, leg.GetTagItem("db.response.returned_rows"));
        Assert.Equal("sqlite", leg.GetTagItem("db.system.name"));
        Assert.Equal("SELECT", leg.GetTagItem("db.operation.name"));
        Assert.Contains("SELECT", (string)leg.GetTagItem("db.query.text")!, StringComparison.Ordinal);
        Assert.EndsWith(".db", (string)leg.GetTagItem("server.address")!, StringComparison.Ordinal);
        Assert.Equal(Traces.Shard(leg) + "/0", leg.GetTagItem("efshard.server"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_statement_over_shards_has_a_leg_each_with_its_rows(bool isAsync)
    {
        using var traces = new Traces();
        await using var context = new NotesContext(_shards.Options());
        var query = context.Notes.OrderBy(n => n.Id);

        Assert.Equal(16, (isAsync ? await query.ToListAsync() : query.ToList()).Count);

        var statement = Assert.Single(traces.Of("EfShard.Statement"));
        var legs = traces.LegsOf(statement);
        Assert.Equal(["s0", "s1", "s2", "s3"], legs.Select(Traces.Shard));
        Assert.Equal(16, legs.Sum(l => (long)l.GetTagItem("db.response.returned_rows")!));
        Assert.All(legs, l => Assert.True(l.StartTimeUtc >= statement.StartTimeUtc && l.Duration <= statement.Duration));
        Assert.Equal(0, traces.Open);
        Assert.Null(Activity.Current);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_read_that_is_left_early_ends_its_activities(bool isAsync)
    {
        using var traces = new Traces();
        await using var context = new NotesContext(_shards.Options());

        // Two statements that are read in turns: neither takes the other for its parent.
        await using (var first = context.Notes.AsNoTracking().OrderBy(n => n.Id).AsAsyncEnumerable().GetAsyncEnumerator())
        {
            Assert.True(await first.MoveNextAsync());
            Assert.Equal("first of 2", isAsync
                ? await context.Notes.Where(n => n.OwnerId == 2).OrderBy(n => n.Id).Select(n => n.Text).FirstAsync()
                : context.Notes.Where(n => n.OwnerId == 2).OrderBy(n => n.Id).Select(n => n.Text).First());
        }

        Assert.Equal(0, traces.Open);
        Assert.All(traces.Of("EfShard.Statement"), s => Assert.Null(s.Parent));
        Assert.Equal(2, traces.Of("EfShard.Statement").Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_save_has_a_leg_a_shard_and_its_commit_below_it(bool isAsync)
    {
        using var traces = new Traces();
        await using var context = new NotesContext(_shards.Options(s => s.CrossShardCommit(CrossShardCommit.BestEffort)));
        foreach (var owner in Enumerable.Range(1, 8))
        {
            context.Add(new Note { Id = 1000 + owner, OwnerId = owner });
        }

        Assert.Equal(8, isAsync ? await context.SaveChangesAsync() : context.SaveChanges());

        var save = Assert.Single(traces.Of("EfShard.SaveChanges"));
        Assert.Equal(["s0", "s1", "s2", "s3"], traces.LegsOf(save).Select(Traces.Shard));
        Assert.All(traces.LegsOf(save), l => Assert.Equal("write", l.GetTagItem("efshard.step")));
        var commit = Assert.Single(traces.Of("EfShard.Commit"));
        Assert.Same(save, commit.Parent);
        Assert.Equal(["s0", "s1", "s2", "s3"], traces.LegsOf(commit).Select(Traces.Shard));
        Assert.All(traces.LegsOf(commit), l => Assert.Equal("commit", l.GetTagItem("efshard.step")));

        context.Add(new Note { Id = 2000, OwnerId = 1 });
        Assert.Equal(1, isAsync ? await context.SaveChangesAsync() : context.SaveChanges());
        var single = traces.Of("EfShard.SaveChanges")[^1];
        Assert.Equal(1, Assert.Single(traces.LegsOf(single)).GetTagItem("efshard.rows.affected"));
        Assert.Equal(0, traces.Open);
        Assert.Null(Activity.Current);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_write_without_the_change_tracker_counts_its_rows(bool isAsync)
    {
        using var traces = new Traces();
        await using var context = new NotesContext(_shards.Options(s => s.CrossShardCommit(CrossShardCommit.BestEffort)));

        Assert.Equal(16, isAsync
            ? await context.Notes.ExecuteUpdateAsync(s => s.SetProperty(n => n.Text, "new"))
            : context.Notes.ExecuteUpdate(s => s.SetProperty(n => n.Text, "new")));
        Assert.Equal(2, isAsync
            ? await context.Notes.Where(n => n.OwnerId == 1).ExecuteDeleteAsync()
            : context.Notes.Where(n => n.OwnerId == 1).ExecuteDelete());

        Assert.Equal([16, 2], traces.Of("EfShard.Statement").Select(s => traces.LegsOf(s).Sum(l => (int)l.GetTagItem("efshard.rows.affected")!)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_failure_marks_its_leg_and_its_parent_and_shows_no_data(bool isAsync)
    {
        using var traces = new Traces();
        await using var context = new NotesContext(_shards.Options());
        context.Add(new Note { Id = 10, OwnerId = 1, Text = "secret" });

        if (isAsync)
        {
            await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync());
        }
        else
        {
            Assert.Throws<DbUpdateException>(() => context.SaveChanges());
        }

        var save = Assert.Single(traces.Of("EfShard.SaveChanges"));
        Assert.All(traces.LegsOf(save).Append(save), a =>
        {
            Assert.Equal(ActivityStatusCode.Error, a.Status);
            Assert.Equal(typeof(SqliteException).FullName, a.GetTagItem("error.type"));
            Assert.DoesNotContain(a.TagObjects, t => t.Value is string text && text.Contains("secret", StringComparison.Ordinal));
        });

        using (context.Sharding().UseShard("s2"))
        {
            await context.Database.ExecuteSqlAsync($"DROP TABLE Notes");
        }

        await Assert.ThrowsAsync<SqliteException>(async () => Assert.Equal(-1, isAsync ? await context.Notes.CountAsync() : context.Notes.Count()));
        var statement = Assert.Single(traces.Of("EfShard.Statement"));
        Assert.Equal(ActivityStatusCode.Error, statement.Status);
        Assert.Contains(traces.LegsOf(statement), l => l.Status is ActivityStatusCode.Error && Traces.Shard(l) == "s2");
        Assert.Equal(0, traces.Open);
    }
}
