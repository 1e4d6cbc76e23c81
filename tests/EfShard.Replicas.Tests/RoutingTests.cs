using EfShard.Replicas.Tests.Rig;
using EfShard.Sessions;
using EfShard.TestServers;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Replicas.Tests;

/// <summary>Which server answers what. One cluster for all: the tests of a class run one after the other.</summary>
public sealed class RoutingTests : IClassFixture<BankFixture>
{
    private readonly ReplicatedBank _bank;
    private readonly ReadCounter _reads = new();

    public RoutingTests(BankFixture fixture) => _bank = fixture.Bank;

    [ClusterFact]
    public async Task A_read_outside_of_a_transaction_goes_to_a_replica()
    {
        await using var context = _bank.Open();

        Assert.Equal(1, (await context.Accounts.SingleAsync(a => a.Id == 1)).Id);
        Assert.Equal(1, context.Accounts.AsNoTracking().Single(a => a.Id == 1).Id);

        Assert.Equal(2, _reads.Total);
        Assert.Equal(0, _reads["s0/0"] + _reads["s1/0"]);
    }

    [ClusterFact]
    public async Task Every_leg_of_a_query_over_shards_chooses_its_own_replica()
    {
        await using var context = _bank.Open();

        Assert.Equal(8, (await context.Accounts.OrderBy(a => a.Id).ToListAsync()).Count);
        Assert.Equal(8, context.Accounts.OrderBy(a => a.Id).ToList().Count);

        Assert.Equal(2, _reads["s0/1"] + _reads["s0/2"]);
        Assert.Equal(2, _reads["s1/1"] + _reads["s1/2"]);
        Assert.Equal(4, _reads.Total);
    }

    [ClusterFact]
    public async Task Own_writes_are_read_while_every_replica_is_paused()
    {
        await using var context = _bank.Open();
        await using (await _bank.PauseAllAsync())
        {
            await context.Accounts.Where(a => a.Id == 2).ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, 41));
            Assert.Equal(41, (await context.Accounts.SingleAsync(a => a.Id == 2)).Value);

            var account = context.Accounts.Local.Single();
            account.Value = 42;
            await context.SaveChangesAsync();
            Assert.Equal(42, (await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == 2)).Value);
            account.Value = 43;
            context.SaveChanges();
            Assert.Equal(43, context.Accounts.AsNoTracking().Single(a => a.Id == 2).Value);

            await using var other = _bank.Open();
            Assert.Equal(0, (await other.Accounts.SingleAsync(a => a.Id == 2)).Value);
            Assert.Equal(43, (await other.Accounts.AsNoTracking().WithConsistency(Consistency.Strong).SingleAsync(a => a.Id == 2)).Value);
        }

        await _bank.ReplicateAsync();
        var before = _reads["s0/0"] + _reads["s1/0"];
        Assert.Equal(43, (await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == 2)).Value);
        Assert.Equal(before, _reads["s0/0"] + _reads["s1/0"]);
    }

    [ClusterFact]
    public async Task An_explicit_transaction_is_read_back_after_its_commit()
    {
        await using var context = _bank.Open();
        await using var paused = await _bank.PauseAllAsync();
        await using (var transaction = await context.Database.BeginTransactionAsync())
        {
            var account = await context.Accounts.SingleAsync(a => a.Id == 3);
            Assert.Equal(0, _reads.Total);
            account.Value = 7;
            await context.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        Assert.Equal(7, (await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == 3)).Value);
    }

    [ClusterFact]
    public async Task A_token_carries_writes_and_reads_to_another_context()
    {
        await using var writer = _bank.Open();
        string token;
        await using (await _bank.PauseAllAsync())
        {
            await writer.Accounts.Where(a => a.Id == 4).ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, 9));
            token = await writer.Sharding().ExportSessionAsync();
            await using var reader = _bank.Open();
            reader.Sharding().ImportSession(token);
            Assert.Equal(9, (await reader.Accounts.SingleAsync(a => a.Id == 4)).Value);

            // What was read from the primary is not forgotten either.
            await using var seeing = _bank.Open(s => s.Replicas(r => r.Consistency(Consistency.Session)));
            Assert.Equal(9, (await seeing.Accounts.WithConsistency(Consistency.Strong).SingleAsync(a => a.Id == 4)).Value);
        }

        Assert.True(token.Length < 40, token);
        Assert.Equal(token, writer.Sharding().ExportSession());
    }

    [ClusterTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_token_that_names_not_every_shard_shows_what_was_written_on_those_too(bool isAsync)
    {
        await using var writer = _bank.Open();
        await using (await _bank.PauseAllAsync())
        {
            // As of a session that went on to write on a thousand other shards.
            await writer.Accounts.Where(a => a.Id == 5).ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, 77));
            var session = new ShardSession();
            SessionToken.AddTo(session, await writer.Sharding().ExportSessionAsync(), null);
            for (var i = 0; i < 1000; i++)
            {
                session.Add($"other{i}", new ShardMark { Written = new LogPosition(1, 0x16B3748) });
            }

            var token = SessionToken.Write(session.Marks, null);
            Assert.DoesNotContain(SessionToken.Read(token, null).Marks, m => m.Key is "s0" or "s1");
            await using var reader = _bank.Open();
            reader.Sharding().ImportSession(token);

            // On it goes: the next token still covers it, and is made without asking anybody.
            await using var next = _bank.Open();
            next.Sharding().ImportSession(isAsync ? await reader.Sharding().ExportSessionAsync() : reader.Sharding().ExportSession());
            foreach (var context in new[] { reader, next })
            {
                var query = context.Accounts.AsNoTracking().Where(a => a.Id == 5);
                Assert.Equal(77, (isAsync ? await query.SingleAsync() : query.Single()).Value);
            }
        }

        // Once its position is known, a replica that has it answers.
        await using var later = _bank.Open();
        later.Sharding().ImportSession(SessionToken.Write(new SessionMarks([], new ShardMark { IsUnsettled = true }), null));
        await Eventually.TrueAsync(
            async () =>
            {
                await later.Accounts.AsNoTracking().SingleAsync(a => a.Id == 5);
                return _reads.Last is not ("s0/0" or "s1/0");
            },
            "a replica answers");
    }

    [ClusterTheory]
    [InlineData(ConsistencyLevel.ReadYourWrites)]
    [InlineData(ConsistencyLevel.Session)]
    [InlineData(ConsistencyLevel.Strong)]
    public async Task A_session_that_has_seen_a_later_timeline_than_the_primary_is_refused(ConsistencyLevel level)
    {
        await using var context = _bank.Open();
        var shard = context.Sharding().ShardOf<Account>(1L).Name;
        context.Sharding().ImportSession(SessionToken.Write(new SessionMarks([new(shard, new ShardMark { Written = new LogPosition(99, 1) })], ShardMark.Empty), null));
        using var scope = context.Sharding().UseConsistency(level switch
        {
            ConsistencyLevel.Strong => Consistency.Strong,
            ConsistencyLevel.Session => Consistency.Session,
            _ => Consistency.ReadYourWrites,
        });

        await Assert.ThrowsAsync<ShardUnavailableException>(() => context.Accounts.SingleAsync(a => a.Id == 1));
        Assert.Throws<ShardUnavailableException>(() => context.Accounts.Single(a => a.Id == 1));
        Assert.Equal(1, (await context.Accounts.WithConsistency(Consistency.Eventual).SingleAsync(a => a.Id == 1)).Id);
    }

    [ClusterFact]
    public async Task Session_reads_never_go_back()
    {
        await using var context = _bank.Open();
        using var session = context.Sharding().UseConsistency(Consistency.Session);
        var shard = context.Sharding().ShardOf<Account>(5L).Name;
        await _bank.Cluster[shard + "r1"].PauseReplayAsync();
        try
        {
            await using (var other = _bank.Open())
            {
                await other.Accounts.Where(a => a.Id == 5).ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, 1));
            }

            await Eventually.TrueAsync(
                () => _bank.Cluster[shard + "r2"].ScalarAsync<bool>("SELECT pg_last_wal_replay_lsn() = pg_last_wal_receive_lsn()"), "r2 has replayed");
            long seen = 0;
            for (var i = 0; i < 50; i++)
            {
                var value = (await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == 5)).Value;
                Assert.True(value >= seen, $"{value} after {seen}");
                seen = value;
            }
        }
        finally
        {
            await _bank.Cluster[shard + "r1"].ResumeReplayAsync();
        }
    }

    [ClusterFact]
    public async Task Reload_and_GetDatabaseValues_ask_the_primary()
    {
        await using var context = _bank.Open();
        var account = await context.Accounts.SingleAsync(a => a.Id == 6);
        await using var paused = await _bank.PauseAllAsync();
        await using (var other = _bank.Open())
        {
            await other.Accounts.Where(a => a.Id == 6).ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, 5));
        }

        Assert.Equal(5L, (await context.Entry(account).GetDatabaseValuesAsync())!["Value"]);
        Assert.Equal(5L, context.Entry(account).GetDatabaseValues()!["Value"]);
        account.Value = 100;
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => context.SaveChangesAsync());

        // What was found changed by others is seen by the query that tries again, too.
        Assert.Equal(5, (await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == 6)).Value);
        await context.Entry(account).ReloadAsync();
        Assert.Equal(5, account.Value);
    }

    [ClusterFact]
    public async Task Raw_SQL_goes_to_the_primary_and_is_read_back()
    {
        await using var context = _bank.Open();
        await using var paused = await _bank.PauseAllAsync();
        var shard = context.Sharding().ShardOf<Account>(7L).Name;
        using (context.Sharding().UseShard(shard))
        {
            await context.Database.ExecuteSqlAsync($"""UPDATE "Accounts" SET "Value" = 8 WHERE "Id" = 7""");
            Assert.Equal(8, (await context.Accounts.FromSql($"""SELECT * FROM "Accounts" FOR UPDATE""").AsNoTracking().SingleAsync(a => a.Id == 7)).Value);
        }

        Assert.Equal(8, (await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == 7)).Value);
    }

    [ClusterFact]
    public async Task Two_replicas_share_the_legs_of_eventual_reads_and_the_primary_has_none()
    {
        const int reads = 4000;

        // One after the other, so that no server has more reads under way than another: with as much to do, which of the two it is is chance. What they take counts: a server that
        // hangs for half a second rightly gets some fifteen reads less. For a tenth it would have to hang thirty times; the drawn numbers alone differ by so much beyond six standard deviations.
        var options = _bank.Options();
        for (var i = 0; i < reads; i++)
        {
            await using var context = new BankContext(options);
            Assert.Equal(8, await context.Accounts.WithConsistency(Consistency.Eventual).CountAsync());
        }

        foreach (var shard in new[] { "s0", "s1" })
        {
            var (primary, first, second) = (_reads[shard + "/0"], _reads[shard + "/1"], _reads[shard + "/2"]);
            Assert.Equal(reads, primary + first + second);
            Assert.InRange(primary, 0, (reads / 20) - 1);
            Assert.InRange(Math.Abs(first - second) / (double)reads, 0, 0.1);
        }
    }

    [ClusterFact]
    public async Task Bounded_staleness_asks_the_primary_once_the_replicas_are_too_old()
    {
        await using var context = _bank.Open(s => s.Replicas(r => r.LagInterval(TimeSpan.FromMilliseconds(50))));
        using var bounded = context.Sharding().UseConsistency(Consistency.BoundedStaleness(TimeSpan.FromMilliseconds(500)));
        await _bank.ReplicateAsync();
        await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == 8);
        Assert.DoesNotContain("/0", _reads.Last);

        await using var paused = await _bank.PauseAllAsync();
        await using (var other = _bank.Open())
        {
            await other.Accounts.Where(a => a.Id == 8).ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, 6));
        }

        await Eventually.TrueAsync(
            async () => (await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == 8)).Value == 6, "the write is older than the bound");
        Assert.Contains("/0", _reads.Last);
    }

    [ClusterFact]
    public async Task A_user_stays_with_one_replica()
    {
        await using var context = _bank.Open();
        var servers = new HashSet<string?>();
        for (var i = 0; i < 20; i++)
        {
            await context.Accounts.AsNoTracking().WithConsistency(Consistency.Sticky("ada")).SingleAsync(a => a.Id == 1);
            servers.Add(_reads.Last);
        }

        Assert.Single(servers);
    }
}
