using System.Data.Common;
using EfShard.Providers;
using EfShard.Schema.Migrations;
using EfShard.Topology;

namespace EfShard.Schema;

/// <summary>
///     The map in each shard's database, compared with the options when this process first opens the shard: a changed list of shards, a
///     swapped connection string or an edited range is an error then, never rows that silently vanish.
/// </summary>
internal sealed class ShardMap(ShardTopology topology, DatabaseDialect dialect)
{
    private readonly ShardMapTable _table = new(dialect);

    /// <summary>Whether the shard has been verified since the process started. One volatile read.</summary>
    public static bool IsVerified(ShardNode node) => node.IsVerified;

    /// <summary>Whether there is one shard: every row is where it must be, whoever put it there.</summary>
    public bool IsOnlyShard => topology.Shards.Count == 1;

    /// <summary>Whether shards are only planned for: the database is left as it is.</summary>
    public bool IsDryRun => topology.Planned is not null;

    /// <summary>
    ///     Compares a shard's map with the options and reads the facts of its database. Where there is one shard, a missing map is written: every
    ///     row is where it must be, so that a database that was made without sharding is adopted as it is.
    /// </summary>
    /// <param name="node">The shard.</param>
    /// <param name="openConnection">An open connection to the shard, without a transaction.</param>
    /// <exception cref="ShardMapException">The map is missing or contradicts the options, or the shards are at different migrations.</exception>
    public void Verify(ShardNode node, DbConnection openConnection)
    {
        var rows = _table.Read(openConnection);
        if (rows is null && IsOnlyShard)
        {
            Write(node, openConnection, overwrite: false);
        }
        else
        {
            Compare(node, rows);
        }

        ShardMigrationState.Compare(topology, node, DatabaseFacts.ReadMigrations(dialect, openConnection, topology.HistoryTable));
        SetCollation(node, DatabaseFacts.ReadDefaultCollation(dialect, openConnection));
        if (TwoPhase is { } twoPhase)
        {
            SetCapacity(node, twoPhase, DatabaseFacts.ReadPrepareCapacity(twoPhase, openConnection));
        }
        else if (topology.CrossShardCommit is CrossShardCommit.Atomic)
        {
            RollbackJournal.Ensure(node, openConnection);
        }

        node.IsVerified = true;
    }

    /// <inheritdoc cref="Verify" />
    public async Task VerifyAsync(ShardNode node, DbConnection openConnection, CancellationToken cancellationToken)
    {
        var rows = await _table.ReadAsync(openConnection, cancellationToken).ConfigureAwait(false);
        if (rows is null && IsOnlyShard)
        {
            await WriteAsync(node, openConnection, overwrite: false, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            Compare(node, rows);
        }

        ShardMigrationState.Compare(
            topology,
            node,
            await DatabaseFacts.ReadMigrationsAsync(dialect, openConnection, topology.HistoryTable, cancellationToken).ConfigureAwait(false));
        SetCollation(node, await DatabaseFacts.ReadDefaultCollationAsync(dialect, openConnection, cancellationToken).ConfigureAwait(false));
        if (TwoPhase is { } twoPhase)
        {
            SetCapacity(node, twoPhase, await DatabaseFacts.ReadPrepareCapacityAsync(twoPhase, openConnection, cancellationToken).ConfigureAwait(false));
        }
        else if (topology.CrossShardCommit is CrossShardCommit.Atomic)
        {
            await RollbackJournal.EnsureAsync(node, openConnection, cancellationToken).ConfigureAwait(false);
        }

        node.IsVerified = true;
    }

    /// <summary>The dialect's two-phase commit, however this process commits: others may do it in two phases.</summary>
    public TwoPhaseDialect? PreparingDialect => dialect.TwoPhase;

    /// <summary>The dialect's two-phase commit, where commits go that way.</summary>
    private TwoPhaseDialect? TwoPhase => topology.CrossShardCommit is CrossShardCommit.TwoPhase ? dialect.TwoPhase : null;

    /// <summary>
    ///     Looks for tables first and for the map then: a map comes no later than the tables beside it, so that another process that makes
    ///     both meanwhile is never taken for a stranger.
    /// </summary>
    /// <returns>Whether the database has tables.</returns>
    /// <exception cref="ShardMapException">There are tables, and nothing says whose.</exception>
    public bool RefuseTablesWithoutMap(ShardNode node, ShardDatabase openDatabase)
        => openDatabase.Creator.HasTables()
            && (_table.Read(openDatabase.Connection.DbConnection) is not null ? true : throw ShardMapException.MissingBesideTables(node.Name));

    /// <inheritdoc cref="RefuseTablesWithoutMap" />
    public async Task<bool> RefuseTablesWithoutMapAsync(ShardNode node, ShardDatabase openDatabase, CancellationToken cancellationToken)
        => await openDatabase.Creator.HasTablesAsync(cancellationToken).ConfigureAwait(false)
            && (await _table.ReadAsync(openDatabase.Connection.DbConnection, cancellationToken).ConfigureAwait(false) is not null
                ? true
                : throw ShardMapException.MissingBesideTables(node.Name));

    /// <summary>Reads whose database it is, if it says so.</summary>
    /// <exception cref="ShardMapException">Another shard's.</exception>
    public void RefuseMapOfAnother(ShardNode node, DbConnection openConnection) => ShardMapContent.RefuseOther(node, _table.Read(openConnection) ?? []);

    /// <inheritdoc cref="RefuseMapOfAnother" />
    public async Task RefuseMapOfAnotherAsync(ShardNode node, DbConnection openConnection, CancellationToken cancellationToken)
        => ShardMapContent.RefuseOther(node, await _table.ReadAsync(openConnection, cancellationToken).ConfigureAwait(false) ?? []);

    /// <summary>Writes the map where it is missing, and adds groups that it does not have yet.</summary>
    /// <param name="node">The shard.</param>
    /// <param name="openConnection">An open connection to the shard, without a transaction.</param>
    /// <param name="overwrite">Whether to replace a map that says something else.</param>
    /// <returns>Whether anything was written.</returns>
    /// <exception cref="ShardMapException">The map says something else and is not to be overwritten.</exception>
    public bool Write(ShardNode node, DbConnection openConnection, bool overwrite)
    {
        node.Forget();
        if (IsDryRun)
        {
            return false;
        }

        var written = _table.Read(openConnection);
        if (Next(node, written, overwrite) is not { } rows)
        {
            // A database of an older version has a map and no table of records, which comes with the map's.
            if (TwoPhase is not { } twoPhase || DatabaseFacts.ReadPrepareCapacity(twoPhase, openConnection) >= 0)
            {
                return false;
            }

            rows = written!;
        }

        _table.Replace(openConnection, rows);
        return true;
    }

    /// <inheritdoc cref="Write" />
    public async Task<bool> WriteAsync(ShardNode node, DbConnection openConnection, bool overwrite, CancellationToken cancellationToken)
    {
        node.Forget();
        if (IsDryRun)
        {
            return false;
        }

        var written = await _table.ReadAsync(openConnection, cancellationToken).ConfigureAwait(false);
        if (Next(node, written, overwrite) is not { } rows)
        {
            if (TwoPhase is not { } twoPhase || await DatabaseFacts.ReadPrepareCapacityAsync(twoPhase, openConnection, cancellationToken).ConfigureAwait(false) >= 0)
            {
                return false;
            }

            rows = written!;
        }

        await _table.ReplaceAsync(openConnection, rows, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Looks again at what the map says of the shards' availability, and at nothing else.</summary>
    public void Refresh(ShardNode node, DbConnection openConnection) => Learn(node, _table.Read(openConnection) ?? []);

    /// <inheritdoc cref="Refresh" />
    public async Task RefreshAsync(ShardNode node, DbConnection openConnection, CancellationToken cancellationToken)
        => Learn(node, await _table.ReadAsync(openConnection, cancellationToken).ConfigureAwait(false) ?? []);

    /// <summary>
    ///     Looks again at a map that was verified before. Another process may have added shards or periods since, whose rows this one would never look
    ///     for, so that it goes on only as long as the map is the one of its options.
    /// </summary>
    /// <exception cref="ShardMapException">The map says something else by now.</exception>
    public void Look(ShardNode node, DbConnection openConnection) => CompareAgain(node, _table.Read(openConnection));

    /// <inheritdoc cref="Look" />
    public async Task LookAsync(ShardNode node, DbConnection openConnection, CancellationToken cancellationToken)
        => CompareAgain(node, await _table.ReadAsync(openConnection, cancellationToken).ConfigureAwait(false));

    /// <summary>Writes a shard's availability into the map of one of the shards.</summary>
    public void WriteState(ShardNode node, DbConnection openConnection, string shard, AvailabilityState state)
        => _table.Replace(
            openConnection,
            ShardMapContent.WithState(node, _table.Read(openConnection) ?? throw ShardMapException.Missing(node.Name), shard, state));

    /// <inheritdoc cref="WriteState" />
    public async Task WriteStateAsync(ShardNode node, DbConnection openConnection, string shard, AvailabilityState state, CancellationToken cancellationToken)
        => await _table.ReplaceAsync(
            openConnection,
            ShardMapContent.WithState(
                node, await _table.ReadAsync(openConnection, cancellationToken).ConfigureAwait(false) ?? throw ShardMapException.Missing(node.Name), shard, state),
            cancellationToken).ConfigureAwait(false);

    private void CompareAgain(ShardNode node, IReadOnlyList<ShardMapRow>? written)
    {
        try
        {
            if (written is not null || !IsOnlyShard)
            {
                Compare(node, written);
            }
        }
        catch (ShardMapException)
        {
            // Not once in an interval: every connection finds it, until the map and the options agree.
            node.Forget();
            throw;
        }

        node.HasLooked(topology.Time);
    }

    private void Learn(ShardNode node, IReadOnlyList<ShardMapRow> written)
    {
        foreach (var (shard, state) in ShardMapContent.StatesOf(topology, node, written))
        {
            topology.Learn(shard, state);
        }
    }

    private void SetCapacity(ShardNode node, TwoPhaseDialect twoPhase, long capacity)
    {
        node.PrepareCapacity = capacity;
        if (capacity <= 0 && topology.IsCommitChosen)
        {
            throw new ShardingConfigurationException(TwoPhaseErrors.CannotPrepare(node, twoPhase));
        }
    }

    private void Compare(ShardNode node, IReadOnlyList<ShardMapRow>? written)
    {
        if (!IsDryRun)
        {
            ShardMapContent.Compare(topology, node, written ?? throw ShardMapException.Missing(node.Name), allowAdditions: false);
            Learn(node, written);
            node.HasLooked(topology.Time);
        }
        else if (written is not null)
        {
            ShardMapContent.CompareWithWhole(node, written);
        }
    }

    private void SetCollation(ShardNode node, string? collation)
    {
        node.DefaultCollation = collation;
        foreach (var planned in topology.Planned?.Shards ?? [])
        {
            planned.DefaultCollation = collation;
        }
    }

    /// <summary>The rows to write; <see langword="null" /> when the map says it all already.</summary>
    private IReadOnlyList<ShardMapRow>? Next(ShardNode node, IReadOnlyList<ShardMapRow>? written, bool overwrite)
    {
        if (written is null || written.Count == 0)
        {
            return ShardMapContent.Expected(topology, node, version: 1);
        }

        if (!overwrite)
        {
            ShardMapContent.Compare(topology, node, written, allowAdditions: true);
        }

        var version = written.Max(r => r.Version);
        var same = ShardMapContent.Expected(topology, node, version, written);
        return same.ToHashSet().SetEquals(written) ? null : ShardMapContent.Expected(topology, node, version + 1, written);
    }
}
