using System.Collections.Concurrent;
using System.Data.Common;
using EfShard.Diagnostics;
using EfShard.Providers;
using EfShard.Topology;

namespace EfShard.Commit;

/// <summary>
///     Ends what coordinators have left: commits the prepared parts whose decision is recorded, rolls back those that can't be decided any more, and
///     marks records as finished. Any process may run it at any time, beside coordinators and beside others of its kind.
/// </summary>
/// <param name="topology">The shards.</param>
/// <param name="dialect">The database's statements.</param>
/// <param name="open">Opens a connection to a shard's primary.</param>
internal sealed class InDoubtRecovery(ShardTopology topology, TwoPhaseDialect dialect, Func<ShardNode, CancellationToken, Task<DbConnection>> open)
{
    /// <summary>How long the records are kept that recovery has finished, for those who did not learn their outcome.</summary>
    private const int DaysKept = 7;

    private const int FenceTries = 40;
    private static readonly TimeSpan FencePause = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, Exception> _failures = new(StringComparer.Ordinal);
    private readonly DecisionLookup _lookup = new(dialect);
    private int _committed;
    private int _rolledBack;

    /// <summary>What is prepared on the shards that can be asked.</summary>
    public async Task<RecoveryReport> ListAsync(CancellationToken cancellationToken)
        => Report([.. (await ListPreparedAsync(cancellationToken).ConfigureAwait(false)).Values.SelectMany(parts => parts)]);

    /// <summary>Recovers.</summary>
    /// <param name="grace">How old a part must be before the connection of a deciding transaction that is still open is ended.</param>
    /// <param name="cancellationToken">Cancels; what is not done is left for the next time.</param>
    public async Task<RecoveryReport> RunAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        // Records first: what is recorded has been prepared everywhere before, so that what is not prepared afterwards is committed (R5).
        var records = await OnEachAsync(ReadRecordsAsync, cancellationToken).ConfigureAwait(false);
        var prepared = await ListPreparedAsync(cancellationToken).ConfigureAwait(false);
        var decisions = new Dictionary<Guid, CommitOutcome>();
        var left = new List<PreparedPart>();
        foreach (var part in prepared.Values.SelectMany(parts => parts))
        {
            if (!decisions.TryGetValue(part.Name.Id, out var decision))
            {
                decisions[part.Name.Id] = decision = await DecideAsync(part, grace, cancellationToken).ConfigureAwait(false);
            }

            if (decision is CommitOutcome.Undecided || !await EndAsync(part, decision, cancellationToken).ConfigureAwait(false))
            {
                left.Add(part);
            }
        }

        foreach (var (shard, ofShard) in records)
        {
            await FinishAsync(shard, [.. ofShard.Where(record => record.Age >= grace && IsDone(record, prepared, left))], cancellationToken).ConfigureAwait(false);
        }

        var report = Report(left);
        ShardingMetrics.Recovered(topology, report);
        return report;
    }

    private RecoveryReport Report(IReadOnlyCollection<PreparedPart> parts)
        => new(
            _committed,
            _rolledBack,
            [.. parts.Select(part => new InDoubtTransaction(part.Name.Id, part.Shard.Name, part.Name.Decider, part.Age)).OrderByDescending(part => part.Age)],
            new Dictionary<string, Exception>(_failures, StringComparer.Ordinal));

    private async Task<CommitOutcome> DecideAsync(PreparedPart part, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (!topology.TryGetShard(part.Name.Decider, out var decider))
        {
            // Another application's in the same database, or a shard that was taken away: not for this process to decide.
            return CommitOutcome.Undecided;
        }

        var outcome = CommitOutcome.Undecided;
        await OnAsync(
            decider,
            async connection =>
            {
                outcome = await _lookup.AskAsync(connection, part.Name.Id, cancellationToken).ConfigureAwait(false);
                if (outcome is CommitOutcome.Undecided && part.Age >= grace)
                {
                    outcome = await FenceAsync(connection, part.Name.Id, cancellationToken).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
        return outcome;
    }

    /// <summary>Ends a deciding transaction that neither goes on nor dies, and sees how it has ended.</summary>
    private async Task<CommitOutcome> FenceAsync(DbConnection connection, Guid id, CancellationToken cancellationToken)
    {
        await connection.Statement(dialect.FenceSql).With("@key", DecisionLookup.KeyOf(id)).RunAsync(cancellationToken).ConfigureAwait(false);
        var outcome = CommitOutcome.Undecided;
        for (var i = 0; i < FenceTries && outcome is CommitOutcome.Undecided; i++)
        {
            await Task.Delay(FencePause, cancellationToken).ConfigureAwait(false);
            outcome = await _lookup.AskAsync(connection, id, cancellationToken).ConfigureAwait(false);
        }

        return outcome;
    }

    /// <summary>Commits a part, or rolls it back. Answers whether it is ended, by whomever.</summary>
    private async Task<bool> EndAsync(PreparedPart part, CommitOutcome decision, CancellationToken cancellationToken)
    {
        var isBusy = false;
        var wasAsked = await OnAsync(
            part.Shard,
            async connection =>
            {
                var name = part.Name.ToString();
                var sql = decision is CommitOutcome.Committed ? dialect.CommitPrepared(name) : dialect.RollbackPrepared(name);
                try
                {
                    await connection.Statement(sql).RunAsync(cancellationToken).ConfigureAwait(false);
                    _ = decision is CommitOutcome.Committed ? _committed++ : _rolledBack++;
                }
                catch (Exception error) when (dialect.IsUnknownName(error))
                {
                    // Its coordinator or another recovery was quicker, and decided alike.
                }
                catch (Exception error) when (dialect.IsBusyName(error))
                {
                    // One of those is at it, and may still fail: it is in doubt until it is gone.
                    isBusy = true;
                }
            },
            cancellationToken).ConfigureAwait(false);
        return wasAsked && !isBusy;
    }

    /// <summary>Whether every participant has been seen without its part.</summary>
    private bool IsDone(CommitRecord record, Dictionary<ShardNode, List<PreparedPart>> prepared, List<PreparedPart> left)
        => record.Shards.All(name => topology.TryGetShard(name, out var shard) && prepared.ContainsKey(shard))
            && left.TrueForAll(part => part.Name.Id != record.Id);

    private async Task FinishAsync(ShardNode shard, CommitRecord[] records, CancellationToken cancellationToken)
        => await OnAsync(
            shard,
            async connection =>
            {
                foreach (var record in records)
                {
                    await connection.Statement(dialect.FinishSql).With("@id", record.Id).RunAsync(cancellationToken).ConfigureAwait(false);
                }

                await connection.Statement(dialect.PurgeSql).With("@days", DaysKept).RunAsync(cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);

    private async Task<List<CommitRecord>> ReadRecordsAsync(ShardNode shard, DbConnection connection, CancellationToken cancellationToken)
        => await ReadAsync(
            connection,
            dialect.ListRecordsSql,
            reader => new CommitRecord(reader.GetGuid(0), reader.GetFieldValue<string[]>(1), TimeSpan.FromSeconds(reader.GetDouble(2))),
            cancellationToken).ConfigureAwait(false);

    private Task<Dictionary<ShardNode, List<PreparedPart>>> ListPreparedAsync(CancellationToken cancellationToken)
        => OnEachAsync(
            async (shard, connection, token) =>
            {
                var parts = await ReadAsync(
                    connection,
                    dialect.ListPreparedSql,
                    reader => PreparedName.TryParse(reader.GetString(0), out var name) ? new PreparedPart(shard, name.Value, TimeSpan.FromSeconds(reader.GetDouble(1))) : null,
                    token).ConfigureAwait(false);
                return parts.OfType<PreparedPart>().ToList();
            },
            cancellationToken);

    private static async Task<List<T>> ReadAsync<T>(DbConnection connection, string sql, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var command = connection.Statement(sql);
        await using var ofCommand = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ofReader = reader.ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private async Task<Dictionary<ShardNode, T>> OnEachAsync<T>(
        Func<ShardNode, DbConnection, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        var answers = new ConcurrentDictionary<ShardNode, T>();
        await Parallel.ForEachAsync(
            topology.Attached,
            new ParallelOptions { MaxDegreeOfParallelism = topology.MaxParallelShards, CancellationToken = cancellationToken },
            async (shard, token) => await OnAsync(
                shard,
                async connection => answers[shard] = await ask(shard, connection, token).ConfigureAwait(false),
                token).ConfigureAwait(false)).ConfigureAwait(false);
        return new Dictionary<ShardNode, T>(answers);
    }

    /// <summary>Does something on a shard; a failure is noted, and does not keep the other shards from being recovered.</summary>
    private async Task<bool> OnAsync(ShardNode shard, Func<DbConnection, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await open(shard, cancellationToken).ConfigureAwait(false);
            await using var ofConnection = connection.ConfigureAwait(false);
            await work(connection).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            _failures.TryAdd(shard.Name, failure);
            return false;
        }
    }
}
