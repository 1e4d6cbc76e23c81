using System.Data;
using EfShard.Replicas.Tests.Rig;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace EfShard.Replicas.Tests;

/// <summary>Transactions that are declared to read only, over real replicas.</summary>
public sealed class ReadOnlyTransactionTests(BankFixture fixture) : IClassFixture<BankFixture>
{
    private ReplicatedBank Bank => fixture.Bank;

    [ClusterTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_replica_of_each_shard_answers_from_beginning_to_end(bool isAsync)
    {
        await using var context = Bank.Open();
        await using (var transaction = await BeginAsync(context, isAsync))
        {
            Assert.Equal(8, isAsync ? await context.Accounts.CountAsync() : context.Accounts.Count());
            var servers = new List<(int, bool, string)>();
            for (var i = 0; i < 8; i++)
            {
                foreach (var shard in new[] { "s0", "s1" })
                {
                    servers.Add((await PortAsync(context, shard, isAsync), await IsStandbyAsync(context, shard), shard));
                }
            }

            Assert.Equal(2, servers.Distinct().Count());
            Assert.All(servers, s => Assert.True(s.Item2));
            Assert.Equal("on", await ScalarAsync<string>(context, "s0", "current_setting('transaction_read_only')"));
            if (isAsync)
            {
                await transaction.CommitAsync();
            }
            else
            {
                transaction.Commit();
            }
        }

        // The context is as before: it writes, and reads that.
        Assert.Null(context.Database.CurrentTransaction);
        var value = Random.Shared.NextInt64();
        await context.Accounts.Where(a => a.Id == 1).ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, value));
        Assert.Equal(value, (await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == 1)).Value);
    }

    [ClusterTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_repeatable_read_sees_one_state_of_a_shard_though_the_replica_goes_on(bool isAsync)
    {
        await using var context = Bank.Open();
        var before = (await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == 2)).Value;
        await using (var transaction = await BeginAsync(context, isAsync, IsolationLevel.RepeatableRead))
        {
            Assert.Equal(before, (await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == 2)).Value);
            await using (var other = Bank.Open())
            {
                await other.Accounts.Where(a => a.Id == 2).ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, a => a.Value + 1));
            }

            await Bank.ReplicateAsync();
            Assert.Equal(before, (await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == 2)).Value);
            await transaction.RollbackAsync();
        }

        await using (await BeginAsync(context, isAsync))
        {
            Assert.Equal(before + 1, (await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == 2)).Value);
        }
    }

    [ClusterTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Its_level_is_honoured_when_it_begins(bool isAsync)
    {
        await using var context = Bank.Open();
        var value = Random.Shared.NextInt64();
        await using (await Bank.PauseAllAsync())
        {
            await context.Accounts.Where(a => a.Id == 3).ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, value));
            await using (await BeginAsync(context, isAsync))
            {
                // No replica has it: the primary answers, and is held to reading all the same.
                Assert.Equal(value, (await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == 3)).Value);
                var shard = context.Sharding().ShardOf<Account>(3L).Name;
                Assert.False(await IsStandbyAsync(context, shard));
                var refused = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync<long>(context, shard, "txid_current()", """UPDATE "Accounts" SET "Value" = 0"""));
                Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, refused.SqlState);
            }

            using (context.Sharding().UseConsistency(Consistency.Eventual))
            await using (await BeginAsync(context, isAsync))
            {
                Assert.NotEqual(value, (await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == 3)).Value);
            }

            Assert.Equal(value, (await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == 3)).Value);
        }
    }

    [ClusterTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Writes_are_refused_before_anything_is_sent(bool isAsync)
    {
        await using var context = Bank.Open();
        var account = await context.Accounts.SingleAsync(a => a.Id == 4);
        await using (await BeginAsync(context, isAsync))
        {
            account.Value++;
            await RefusedAsync(() => context.SaveChangesAsync(), () => context.SaveChanges());
            var one = context.Accounts.Where(a => a.Id == 4);
            await RefusedAsync(() => one.ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, 0)), () => one.ExecuteUpdate(s => s.SetProperty(a => a.Value, 0)));
            await RefusedAsync(() => context.Accounts.ExecuteDeleteAsync(), () => context.Accounts.ExecuteDelete());
            // It goes on.
            Assert.Equal(8, await context.Accounts.CountAsync());
        }

        Assert.Equal(1, await context.SaveChangesAsync());

        async Task RefusedAsync(Func<Task<int>> asynchronous, Func<int> synchronous)
        {
            var refusal = isAsync ? await Assert.ThrowsAsync<InvalidOperationException>(asynchronous) : Assert.Throws<InvalidOperationException>(() => synchronous());
            Assert.Contains("BeginReadOnlyTransaction", refusal.Message, StringComparison.Ordinal);
        }
    }

    [ClusterFact]
    public async Task Raw_SQL_that_writes_is_refused_by_the_server()
    {
        await using var context = Bank.Open();
        await using var transaction = await context.Database.BeginReadOnlyTransactionAsync();
        using var pin = context.Sharding().UseShard("s1");

        var query = context.Accounts.FromSqlRaw("""DELETE FROM "Accounts" RETURNING *""").AsNoTracking();
        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, (await Assert.ThrowsAsync<PostgresException>(() => query.ToListAsync())).SqlState);
    }

    [ClusterTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Raw_SQL_on_a_shard_that_is_pinned_later_runs_in_the_transaction(bool isAsync)
    {
        await using var context = Bank.Open();
        await using (await BeginAsync(context, isAsync))
        using (context.Sharding().UseShard("s0"))
        {
            const string Sql = """DELETE FROM "Accounts" """;
            var refusal = isAsync
                ? await Assert.ThrowsAsync<PostgresException>(() => context.Database.ExecuteSqlRawAsync(Sql))
                : Assert.Throws<PostgresException>(() => context.Database.ExecuteSqlRaw(Sql));
            Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, refusal.SqlState);
        }

        await using (await BeginAsync(context, isAsync))
        using (context.Sharding().UseShard("s1"))
        {
            // Something that is not refused, to see where it runs.
            Assert.True(isAsync ? await context.Database.SqlQueryRaw<bool>(Standby).SingleAsync() : context.Database.SqlQueryRaw<bool>(Standby).Single());
            Assert.Equal(-1, isAsync ? await context.Database.ExecuteSqlRawAsync("SELECT pg_is_in_recovery()") : context.Database.ExecuteSqlRaw("SELECT pg_is_in_recovery()"));
        }
    }

    [ClusterTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_query_of_another_level_is_refused_where_its_shard_has_begun(bool isAsync)
    {
        await using var context = Bank.Open();
        await using (await BeginAsync(context, isAsync))
        {
            var query = context.Accounts.AsNoTracking().Where(a => a.Id == 5);
            Assert.Equal(1, isAsync ? await query.CountAsync() : query.Count());

            var strong = query.WithConsistency(Consistency.Strong);
            var refusal = isAsync ? await Assert.ThrowsAsync<InvalidOperationException>(() => strong.CountAsync()) : Assert.Throws<InvalidOperationException>(() => strong.Count());
            Assert.Contains("at level ReadYourWrites", refusal.Message, StringComparison.Ordinal);
            using (context.Sharding().UseConsistency(Consistency.Session))
            {
                Assert.Throws<InvalidOperationException>(() => query.Count());
            }

            Assert.Equal(1, isAsync ? await query.CountAsync() : query.Count());

            // Reload is of the state that the transaction sees.
            var tracked = await context.Accounts.SingleAsync(a => a.Id == 5);
            await context.Entry(tracked).ReloadAsync();
        }

        // By the query's own level, where it is the first.
        await using (await BeginAsync(context, isAsync))
        {
            Assert.Equal(1, await context.Accounts.Where(a => a.Id == 5).WithConsistency(Consistency.Strong).CountAsync());
            Assert.False(await IsStandbyAsync(context, context.Sharding().ShardOf<Account>(5L).Name, Consistency.Strong));
        }
    }

    [ClusterFact]
    public async Task What_has_to_be_gathered_is_refused()
    {
        await using var context = Bank.Open();
        await using var transaction = await context.Database.BeginReadOnlyTransactionAsync();

        // Neither side of a set operation is sent to the other's shards, for which no temporary table would be needed.
        var query = context.Accounts.Select(a => a.Id).Intersect(context.Entries.Select(e => e.Id));
        Assert.Contains("temporary tables", (await Assert.ThrowsAsync<CrossShardQueryException>(() => query.ToListAsync())).Message, StringComparison.Ordinal);
        Assert.Contains("temporary tables", Assert.Throws<CrossShardQueryException>(() => query.ToList()).Message, StringComparison.Ordinal);
    }

    [ClusterFact]
    public async Task A_serializable_one_asks_primaries()
    {
        await using var context = Bank.Open();
        await using var transaction = await context.Database.BeginReadOnlyTransactionAsync(IsolationLevel.Serializable);

        Assert.Equal(8, await context.Accounts.CountAsync());
        Assert.False(await IsStandbyAsync(context, "s0"));
        Assert.Equal("serializable", await ScalarAsync<string>(context, "s0", "current_setting('transaction_isolation')"));
    }

    [ClusterFact]
    public async Task What_was_read_in_it_is_not_unread_after_it()
    {
        await using var context = Bank.Open();
        using var level = context.Sharding().UseConsistency(Consistency.Session);
        var shard = context.Sharding().ShardOf<Account>(6L).Name;
        await Bank.ReplicateAsync();
        await Bank.Cluster[shard + "r1"].PauseReplayAsync();
        try
        {
            var value = Random.Shared.NextInt64();
            await using (var other = Bank.Open())
            {
                await other.Accounts.Where(a => a.Id == 6).ExecuteUpdateAsync(s => s.SetProperty(a => a.Value, value));
            }

            // Until a transaction sees it; one of those that follow would read where it is not.
            await Eventually.TrueAsync(
                async () =>
                {
                    await using var fresh = Bank.Open();
                    using var sessionLevel = fresh.Sharding().UseConsistency(Consistency.Session);
                    await using (await fresh.Database.BeginReadOnlyTransactionAsync())
                    {
                        if ((await fresh.Accounts.AsNoTracking().SingleAsync(a => a.Id == 6)).Value != value)
                        {
                            return false;
                        }
                    }

                    context.Sharding().ImportSession(await fresh.Sharding().ExportSessionAsync());
                    return true;
                },
                "the other replica has it");
            for (var i = 0; i < 30; i++)
            {
                await using (await context.Database.BeginReadOnlyTransactionAsync())
                {
                    Assert.Equal(value, (await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == 6)).Value);
                }

                Assert.Equal(value, (await context.Accounts.AsNoTracking().SingleAsync(a => a.Id == 6)).Value);
            }
        }
        finally
        {
            await Bank.Cluster[shard + "r1"].ResumeReplayAsync();
            await Bank.ReplicateAsync();
        }
    }

    [ClusterFact]
    public async Task A_pinned_one_connects_to_a_replica_and_shows_its_connection()
    {
        await using var context = Bank.Open();
        using var pin = context.Sharding().UseShard("s0");
        await using var transaction = await context.Database.BeginReadOnlyTransactionAsync();

        var connection = context.Database.GetDbConnection();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT pg_is_in_recovery()";
        command.Transaction = transaction.GetDbTransaction();
        Assert.Equal(true, await command.ExecuteScalarAsync());
        Assert.Throws<InvalidOperationException>(() => context.Database.BeginReadOnlyTransaction());
    }

    private const string Standby = """SELECT pg_is_in_recovery() AS "Value" """;

    private static Task<IDbContextTransaction> BeginAsync(BankContext context, bool isAsync, IsolationLevel level = IsolationLevel.Unspecified)
        => isAsync ? context.Database.BeginReadOnlyTransactionAsync(level) : Task.FromResult(context.Database.BeginReadOnlyTransaction(level));

    private static async Task<int> PortAsync(BankContext context, string shard, bool isAsync)
    {
        using var pin = context.Sharding().UseShard(shard);
        var query = context.Database.SqlQueryRaw<int>("""SELECT inet_server_port() AS "Value" """);
        return isAsync ? await query.SingleAsync() : query.Single();
    }

    private static Task<bool> IsStandbyAsync(BankContext context, string shard, Consistency? level = null) => ScalarAsync<bool>(context, shard, "pg_is_in_recovery()", level: level);

    private static async Task<T> ScalarAsync<T>(BankContext context, string shard, string expression, string? before = null, Consistency? level = null)
    {
        using var pin = context.Sharding().UseShard(shard);
        using var scope = level is null ? null : context.Sharding().UseConsistency(level);
        var sql = before is null ? $"""SELECT {expression} AS "Value" """ : $"""WITH written AS ({before} RETURNING 1) SELECT {expression} AS "Value" """;
        return (await context.Database.SqlQueryRaw<T>(sql).ToListAsync()).Single();
    }
}
