using System.Diagnostics.Metrics;
using EfShard.Commit;
using EfShard.Providers.Npgsql;
using EfShard.Testing;
using EfShard.Tests.Docs.Shop;
using EfShard.Tests.Update.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace EfShard.Tests.Commit;

/// <summary>Recovery of what a dead coordinator has left: each state of the protocol made by hand, with the protocol's own statements.</summary>
public sealed class RecoveryTests(PostgresDesk desk) : IClassFixture<PostgresDesk>
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);
    private static readonly NpgsqlTwoPhase Sql = new();

    [PostgresFact]
    public async Task A_part_whose_decision_is_recorded_is_committed()
    {
        var id = Begin();
        using (var decider = desk.Open("s0"))
        {
            Decide(decider, id, commit: true);
        }

        Prepare("s1", id, 1);

        var report = await RecoverAsync(Long);

        Assert.Equal((1, 0), (report.Committed, report.RolledBack));
        Assert.Empty(report.InDoubt);
        Assert.Equal(1, desk.Count("s1", "Author"));
        Assert.Equal(CommitOutcome.Committed, await OutcomeAsync(id, "s0"));
        Assert.Equal(CommitOutcome.Committed, await OutcomeAsync(id, null));
    }

    [PostgresFact]
    public async Task A_part_without_a_record_is_rolled_back_once_its_deciding_transaction_is_over()
    {
        var id = Begin();
        Prepare("s1", id, 1);

        var report = await RecoverAsync(Long);

        Assert.Equal((0, 1), (report.Committed, report.RolledBack));
        Assert.Empty(report.InDoubt);
        Assert.Equal(0, desk.Count("s1", "Author"));
        Assert.Equal(CommitOutcome.RolledBack, await OutcomeAsync(id, "s0"));
    }

    [PostgresFact]
    public async Task A_coordinator_that_is_only_slow_is_not_overtaken()
    {
        var id = Begin();
        using var decider = desk.Open("s0");
        using var transaction = Decide(decider, id, commit: null);
        Prepare("s1", id, 1);

        var report = await RecoverAsync(Long);

        var left = Assert.Single(report.InDoubt);
        Assert.Equal((id, "s1", "s0"), (left.TransactionId, left.Shard, left.DecidingShard));
        Assert.Equal(CommitOutcome.Undecided, await OutcomeAsync(id, "s0"));

        // It goes on, and it was not too late.
        transaction!.Commit();
        Assert.Equal(1, (await RecoverAsync(Long)).Committed);
        Assert.Equal(1, desk.Count("s1", "Author"));
    }

    [PostgresFact]
    public async Task A_coordinator_that_does_not_go_on_is_fenced_after_the_grace_period_and_can_no_longer_commit()
    {
        var id = Begin();
        using var decider = desk.Open("s0");
        using var transaction = Decide(decider, id, commit: null);
        Prepare("s1", id, 1);

        var report = await RecoverAsync(TimeSpan.Zero);

        Assert.Equal((0, 1), (report.Committed, report.RolledBack));
        Assert.ThrowsAny<NpgsqlException>(() => transaction!.Commit());
        Assert.Equal(0L, desk.Scalar("s0", "SELECT count(*) FROM \"__EFShardTransactions\""));
        Assert.Equal(0, desk.Count("s1", "Author"));
    }

    // Committed or not, a transaction of one shard leaves no record: who asks must not take it for one that was rolled back.
    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_a_transaction_that_wrote_one_shard_nothing_is_claimed(bool commits)
    {
        desk.Clear();
        await using var context = desk.Context(CrossShardCommit.TwoPhase);
        await using var transaction = await context.Database.BeginTransactionAsync();
        context.Add(new DeskContext.Author { Id = 1 });
        await context.SaveChangesAsync();
        await (commits ? transaction.CommitAsync() : transaction.RollbackAsync());

        Assert.Equal(CommitOutcome.NoRecord, await OutcomeAsync(transaction.TransactionId, null));
        Assert.Equal(CommitOutcome.NoRecord, await OutcomeAsync(Guid.NewGuid(), null));
        Assert.Equal(commits ? 1 : 0, desk.Count("s1", "Author"));
    }

    [PostgresFact]
    public async Task Ten_recoveries_at_once_end_everything_once()
    {
        desk.Clear();
        for (var i = 0; i < 20; i++)
        {
            var id = Guid.NewGuid();
            if (i % 2 == 0)
            {
                using var decider = desk.Open("s0");
                Decide(decider, id, commit: true);
            }

            Prepare("s1", id, 1, author: (4 * i) + 1);
            Prepare("s2", id, 2, author: (4 * i) + 2);
        }

        var reports = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => RecoverAsync(TimeSpan.Zero))));

        // One that meets another at the same part leaves it to that one; everything is ended, and once.
        Assert.Empty((await RecoverAsync(TimeSpan.Zero)).InDoubt);
        Assert.Equal(20, reports.Sum(report => report.Committed));
        Assert.Equal(20, reports.Sum(report => report.RolledBack));
        Assert.Equal([0, 10, 10, 0], desk.Counts("Author"));
    }

    [PostgresFact]
    public async Task A_record_is_finished_when_no_part_is_left_and_not_while_one_is()
    {
        var id = Begin();
        using (var decider = desk.Open("s0"))
        {
            Decide(decider, id, commit: true);
        }

        await RecoverAsync(Long);
        Assert.Equal(1L, desk.Scalar("s0", "SELECT count(*) FROM \"__EFShardTransactions\" WHERE \"FinishedAt\" IS NULL"));
        await RecoverAsync(TimeSpan.Zero);
        Assert.Equal(1L, desk.Scalar("s0", "SELECT count(*) FROM \"__EFShardTransactions\" WHERE \"FinishedAt\" IS NOT NULL"));
        Assert.Equal(CommitOutcome.Committed, await OutcomeAsync(id, "s0"));
    }

    [PostgresFact]
    public async Task The_hosted_service_recovers_while_the_host_runs()
    {
        var id = Begin();
        var services = new ServiceCollection().AddLogging().AddScoped(_ => desk.Context(CrossShardCommit.TwoPhase));
        services.AddShardRecovery<DeskContext>(options => options.Interval = TimeSpan.FromMilliseconds(50));
        await using var provider = services.BuildServiceProvider();
        var hosted = Assert.Single(provider.GetServices<IHostedService>());
        await hosted.StartAsync(CancellationToken.None);

        // What comes into being while it runs, too.
        Prepare("s1", id, 1);
        await Eventually.TrueAsync(() => desk.Scalar("s1", "SELECT count(*) FROM pg_prepared_xacts WHERE database = current_database()") is 0L, "nothing is in doubt");

        await hosted.StopAsync(CancellationToken.None);
        Assert.Equal(0, desk.Count("s1", "Author"));
    }

    [PostgresFact]
    public async Task The_hosted_service_raises_an_alarm_while_a_transaction_stays_in_doubt()
    {
        var id = Begin();
        using var decider = desk.Open("s0");
        using var transaction = Decide(decider, id, commit: null);
        Prepare("s1", id, 1);
        using var log = new EventLog();
        var services = new ServiceCollection().AddLogging(logging => logging.AddProvider(log)).AddScoped(_ => desk.Context(CrossShardCommit.TwoPhase));
        services.AddShardRecovery<DeskContext>(options => (options.Interval, options.GracePeriod, options.AlarmAge) = (TimeSpan.FromMilliseconds(50), Long, TimeSpan.Zero));
        await using var provider = services.BuildServiceProvider();
        var hosted = Assert.Single(provider.GetServices<IHostedService>());
        await hosted.StartAsync(CancellationToken.None);

        await Eventually.TrueAsync(
            () => log.Events.Any(e => e.Id == ShardingEventId.TransactionInDoubt && e.Level is LogLevel.Error && e.Message.Contains($"{id}", StringComparison.Ordinal)), "the alarm is raised");
        transaction!.Rollback();
        await Eventually.TrueAsync(() => log.Events.Any(e => e.Id == ShardingEventId.PartsRecovered), "it is recovered");

        await hosted.StopAsync(CancellationToken.None);
        Assert.Equal(0, desk.Count("s1", "Author"));
    }

    [PostgresFact]
    public async Task What_stays_in_doubt_is_measured()
    {
        var id = Begin();
        using var decider = desk.Open("s0");
        using var transaction = Decide(decider, id, commit: null);
        Prepare("s1", id, 1);

        await RecoverAsync(Long);

        Assert.Equal(1L, Measured("efshard.in_doubt"));
        Assert.True((double)Measured("efshard.in_doubt.age") > 0);
        transaction!.Rollback();
        await RecoverAsync(Long);
        Assert.Equal(0L, Measured("efshard.in_doubt"));
        Assert.Equal(0.0, Measured("efshard.in_doubt.age"));
    }

    [Fact]
    public async Task The_hosted_service_ends_where_there_is_nothing_to_recover()
    {
        using var shards = new MemoryShards(2);
        using var log = new EventLog();
        var services = new ServiceCollection().AddLogging(logging => logging.AddProvider(log)).AddDbContext<ShopContext>(options => shards.Use(options));
        services.AddShardRecovery<ShopContext>(options => options.Interval = TimeSpan.FromMilliseconds(1));
        await using var provider = services.BuildServiceProvider();
        var hosted = Assert.IsAssignableFrom<BackgroundService>(Assert.Single(provider.GetServices<IHostedService>()));
        await hosted.StartAsync(CancellationToken.None);

        await hosted.ExecuteTask!.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(ShardingEventId.NothingToRecover, Assert.Single(log.Events, e => e.Category.Contains("ShardRecoveryService", StringComparison.Ordinal)).Id);
    }

    [PostgresTheory]
    [InlineData(CrossShardCommit.Reject)]
    [InlineData(CrossShardCommit.BestEffort)]
    public async Task A_process_that_commits_in_another_way_recovers_alike(CrossShardCommit policy)
    {
        var (committed, rolledBack) = (Begin(), Guid.NewGuid());
        using (var decider = desk.Open("s0"))
        {
            Decide(decider, committed, commit: true);
        }

        Prepare("s1", committed, 1);
        Prepare("s2", rolledBack, 2, author: 2);
        await using var context = desk.Context(policy);

        var report = await context.Sharding().RecoverInDoubtAsync(Long);

        Assert.Equal((1, 1, 0, 0), (report.Committed, report.RolledBack, report.InDoubt.Count, report.Failures.Count));
        Assert.Equal([0, 1, 0, 0], desk.Counts("Author"));
    }

    // Its queries would be refused; recovery may be the first that it does.
    [PostgresFact]
    public async Task A_process_that_takes_one_shard_for_another_ends_nothing()
    {
        var id = Begin();
        using (var decider = desk.Open("s0"))
        {
            Decide(decider, id, commit: true);
        }

        Prepare("s1", id, 1);
        await using (var wrong = desk.Context(CrossShardCommit.TwoPhase, databaseOf: name => name switch { "s0" => "s1", "s1" => "s0", _ => name }))
        {
            var report = await wrong.Sharding().RecoverInDoubtAsync(TimeSpan.Zero);

            Assert.Equal((0, 0), (report.Committed, report.RolledBack));
            Assert.All(["s0", "s1"], shard => Assert.IsType<ShardMapException>(report.Failures[shard]));
            await Assert.ThrowsAsync<ShardMapException>(() => wrong.Sharding().FindCommitOutcomeAsync(id, "s0"));
        }

        Assert.Equal(1, (await RecoverAsync(Long)).Committed);
        Assert.Equal(1, desk.Count("s1", "Author"));
    }

    [PostgresFact]
    public async Task What_others_have_prepared_is_not_touched()
    {
        desk.Clear();
        var name = $"somebody else's {Guid.NewGuid()}";
        using var connection = desk.Open("s2");
        Run(connection, $"BEGIN; INSERT INTO \"Author\" (\"Id\", \"Name\", \"Version\") VALUES (2, '', 0); PREPARE TRANSACTION '{name.Replace("'", "''")}'");
        try
        {
            var report = await RecoverAsync(TimeSpan.Zero);

            Assert.Equal((0, 0, 0), (report.Committed, report.RolledBack, report.InDoubt.Count));
        }
        finally
        {
            Run(connection, $"ROLLBACK PREPARED '{name.Replace("'", "''")}'");
        }
    }

    private static object Measured(string gauge)
    {
        object? last = null;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, it) =>
            {
                if (instrument.Meter.Name == "EfShard" && instrument.Name == gauge)
                {
                    it.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => last = value);
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => last = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return last ?? throw new InvalidOperationException($"There is no gauge {gauge}.");
    }

    private static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private Guid Begin()
    {
        desk.Clear();
        return Guid.NewGuid();
    }

    /// <summary>A decider's transaction: committed, or left open.</summary>
    private static NpgsqlTransaction? Decide(NpgsqlConnection decider, Guid id, bool? commit)
    {
        var transaction = decider.BeginTransaction();
        using (var command = decider.Statement(Sql.RecordSql, transaction).With("@id", id).With("@key", DecisionLookup.KeyOf(id)).With("@shards", new[] { "s0", "s1", "s2" }))
        {
            command.ExecuteNonQuery();
        }

        if (commit is not true)
        {
            return transaction;
        }

        transaction.Commit();
        return null;
    }

    private void Prepare(string shard, Guid id, int number, int? author = null)
    {
        using var connection = desk.Open(shard);
        using var transaction = connection.BeginTransaction();
        Run(connection, $"INSERT INTO \"Author\" (\"Id\", \"Name\", \"Version\") VALUES ({author ?? 1}, '', 0)");
        Run(connection, Sql.Prepare(new PreparedName(id, number, "s0").ToString()));
    }

    private async Task<RecoveryReport> RecoverAsync(TimeSpan grace)
    {
        await using var context = desk.Context(CrossShardCommit.TwoPhase);
        return await context.Sharding().RecoverInDoubtAsync(grace);
    }

    private async Task<CommitOutcome> OutcomeAsync(Guid id, string? decider)
    {
        await using var context = desk.Context(CrossShardCommit.TwoPhase);
        return await context.Sharding().FindCommitOutcomeAsync(id, decider);
    }
}
