using EfShard.Commit;
using EfShard.Execution;
using EfShard.Execution.Gathering;
using EfShard.Execution.Rehearsing;
using EfShard.Execution.Replicas;
using EfShard.Infrastructure;
using EfShard.Integration;
using EfShard.Model;
using EfShard.Schema;
using EfShard.Strategies;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard;

/// <summary>What a sharded context can be asked about its shards, beside its data: <c>context.Sharding()</c>.</summary>
public sealed class ShardingFacade
{
    private readonly DbContext _context;
    private readonly ShardTopology _topology;

    internal ShardingFacade(DbContext context, ShardTopology topology)
    {
        _context = context;
        _topology = topology;
    }

    /// <summary>The shards, in ordinal order of their names.</summary>
    public IReadOnlyList<Shard> Shards => _topology.Shards.Select(s => new Shard(s.Name)).ToArray();

    /// <summary>
    ///     The servers of all shards as this process last saw them: shard by shard, the primary that the options name first. Asks nobody. Servers of
    ///     shards with replicas are watched while the shards are in use; a shard of one server is not watched.
    /// </summary>
    public IReadOnlyList<ShardServerStatus> Servers => ServerStates.Of(_topology);

    /// <summary>Asks every server, side by side, and returns what they say. A server that does not answer within seconds has its <see cref="ShardServerStatus.Failure" />.</summary>
    /// <param name="cancellationToken">Cancels the questions.</param>
    public Task<IReadOnlyList<ShardServerStatus>> CheckServersAsync(CancellationToken cancellationToken = default)
        => new ServerCheck(Connections).RunAsync(cancellationToken);

    /// <summary>
    ///     Exchanges a shard's servers while the process runs: adds or removes replicas, or follows a changed address or password. For every context with the same options, those
    ///     that live and those to come; what runs finishes on the server where it began. Where rows live can't be changed so: the new servers must hold the shard's data.
    /// </summary>
    /// <remarks>
    ///     Only for this process. Options that come from a configuration section (<c>UseSharding(section)</c>) follow it by themselves when it is loaded anew. Servers that
    ///     stay keep what is known of them. Servers of another cluster (restored from a dump, say) need a restart: their positions mean nothing to open sessions.
    /// </remarks>
    /// <param name="shard">The shard's name.</param>
    /// <param name="servers">Names all of its servers, the primary and the replicas.</param>
    /// <exception cref="ShardingConfigurationException">There is no such shard, or a server is missing or wrong. Nothing has been changed.</exception>
    public void ChangeServers(string shard, Action<ShardBuilder> servers)
    {
        ArgumentNullException.ThrowIfNull(shard);
        ArgumentNullException.ThrowIfNull(servers);
        var node = _topology.TryGetShard(shard, out var found) ? found : throw ConfigurationErrors.UnknownPinnedShard(shard, _topology.Shards.Select(s => s.Name));
        var builder = new ShardBuilder(shard);
        servers(builder);
        var definition = builder.Build();
        _topology.ChangeServers(node, definition.Primary, definition.Replicas);
    }

    /// <summary>The shard on which an entity's row is, or would be inserted. Unsharded entities are on the unsharded shard.</summary>
    /// <param name="entity">An entity, tracked or not. Where only its principal knows the shard, it points to it, or the context tracks it.</param>
    /// <exception cref="ShardKeyException">The shard key is null, belongs to no shard, or is known only to a principal that is not at hand.</exception>
    /// <exception cref="InvalidOperationException">It is an entity of a reference table, which is on every shard, or no entity.</exception>
    public Shard ShardOf(object entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return Locate(new EntityShards(_context, _topology).Of(entity));
    }

    /// <inheritdoc cref="ShardOf(object)" />
    public Task<Shard> ShardOfAsync(object entity) => ShardOfAsync(entity, CancellationToken.None);

    /// <inheritdoc cref="ShardOf(object)" />
    /// <param name="entity">An entity, tracked or not. Where only its principal knows the shard, it points to it, or the context tracks it.</param>
    /// <param name="cancellationToken">Cancels the look-up of a strategy that has to ask for the shard.</param>
    public Task<Shard> ShardOfAsync(object entity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return LocateAsync(new EntityShards(_context, _topology).Of(entity), cancellationToken);
    }

    /// <summary>The shard that holds the rows with a shard key.</summary>
    /// <param name="key">The shard key, of the property's type: one value for each of its properties, in the key's order.</param>
    /// <typeparam name="TEntity">A sharded entity.</typeparam>
    /// <exception cref="ShardKeyException">The number or type of the values is wrong, or the key belongs to no shard.</exception>
    /// <exception cref="InvalidOperationException"><typeparamref name="TEntity" /> is not sharded or no entity.</exception>
    public Shard ShardOf<TEntity>(params object?[] key)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(key);
        return Locate(new EntityShards(_context, _topology).Of(typeof(TEntity), key));
    }

    /// <inheritdoc cref="ShardOf{TEntity}(object[])" />
    public Task<Shard> ShardOfAsync<TEntity>(params object?[] key)
        where TEntity : class
        => ShardOfAsync<TEntity>(key, CancellationToken.None);

    /// <inheritdoc cref="ShardOf{TEntity}(object[])" />
    /// <param name="key">The shard key, of the property's type: one value for each of its properties, in the key's order.</param>
    /// <param name="cancellationToken">Cancels the look-up of a strategy that has to ask for the shard.</param>
    public Task<Shard> ShardOfAsync<TEntity>(object?[] key, CancellationToken cancellationToken)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(key);
        return LocateAsync(new EntityShards(_context, _topology).Of(typeof(TEntity), key), cancellationToken);
    }

    /// <summary>How the keys of an entity's group are placed: who owns which slots, ranges or periods, to draw a map of them or to ask what another would move.</summary>
    /// <typeparam name="TEntity">A sharded entity.</typeparam>
    /// <exception cref="InvalidOperationException"><typeparamref name="TEntity" /> is not sharded or no entity.</exception>
    public ShardStrategy StrategyOf<TEntity>()
        where TEntity : class
        => new EntityShards(_context, _topology).GroupOf(typeof(TEntity)).Strategy;

    /// <summary>
    ///     Pins the context to a shard until the result is disposed: everything goes there, raw SQL and the connection itself included.
    ///     Scopes nest; the end of an inner one restores the outer one.
    /// </summary>
    /// <param name="name">The shard's name.</param>
    /// <exception cref="ShardingConfigurationException">There is no such shard.</exception>
    public IDisposable UseShard(string name)
    {
        return new PinScope(_context.GetService<ShardPin>(), Find(name).Index);
    }

    /// <summary>
    ///     Sets what happens to this context's queries that several shards can't answer each by itself, until the result is disposed. Scopes nest;
    ///     what a query says itself (<c>WithGather</c>) comes first.
    /// </summary>
    /// <param name="policy">To gather, silently or with a warning, or to refuse.</param>
    public IDisposable UseGather(GatherPolicy policy)
        => Enum.IsDefined(policy)
            ? new GatherScope(_context.GetService<ShardPin>(), policy)
            : throw new ArgumentOutOfRangeException(nameof(policy));

    /// <summary>
    ///     Says how fresh the context's reads must be until the result is disposed, where shards have replicas. Scopes nest; a query's own
    ///     <c>WithConsistency</c> counts more.
    /// </summary>
    /// <param name="consistency">The level.</param>
    public IDisposable UseConsistency(Consistency consistency)
    {
        ArgumentNullException.ThrowIfNull(consistency);
        return new ConsistencyScope(Connections.Reading, consistency);
    }

    /// <summary>
    ///     Everything that this context's session has written and read, as a short text: imported by another context, in another request or
    ///     process, its reads see no less. Not readable, but not secret either; signed if the options have a <c>SessionKey</c>.
    /// </summary>
    /// <remarks>Asks servers for positions that are not known yet, if there are any.</remarks>
    public string ExportSession()
    {
        Connections.Positions.SettleAll();
        return Connections.Positions.Write();
    }

    /// <inheritdoc cref="ExportSession" />
    /// <param name="cancellationToken">Cancels the questions.</param>
    public async Task<string> ExportSessionAsync(CancellationToken cancellationToken = default)
    {
        await Connections.Positions.SettleAllAsync(cancellationToken).ConfigureAwait(false);
        return Connections.Positions.Write();
    }

    /// <summary>Takes over what an exported session has written and read, beside what this context knows of its own.</summary>
    /// <param name="token">A text from <see cref="ExportSession" />, of this process or another with the same shards.</param>
    /// <exception cref="ShardSessionException">The text is malformed, or not signed with the options' <c>SessionKey</c>. Nothing is taken over.</exception>
    public void ImportSession(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        Connections.Positions.Read(token);
    }

    /// <summary>Whether a shard may be used, as far as this process knows.</summary>
    /// <param name="shard">The shard's name.</param>
    /// <exception cref="ShardingConfigurationException">There is no such shard.</exception>
    public ShardAvailability GetAvailability(string shard) => Find(shard).Availability;

    /// <summary>
    ///     Makes a shard read-only, detaches it, or makes a read-only one active again, without a restart: to archive a period, say. Queries and saves that need
    ///     the shard are refused with a <see cref="ShardArchivedException" />, all others go on. Written into the maps of all shards.
    /// </summary>
    /// <remarks>
    ///     Holds for this process when the call returns, for others when they next look at a map (<c>MapRefreshInterval</c>, 30 seconds by default); statements under
    ///     way are not stopped. Raw SQL on a shard that is read-only is not seen: take the right away in the database. Reference tables can't be written while a
    ///     shard is read-only, and are written without the shards that are detached. A detached shard stays so; the shard of the unsharded tables can't be
    ///     detached.
    /// </remarks>
    /// <param name="shard">The shard's name.</param>
    /// <param name="availability">What it becomes. Only a read-only shard can be detached.</param>
    /// <exception cref="ShardingConfigurationException">There is no such shard.</exception>
    /// <exception cref="InvalidOperationException">It can't become that from what it is, or this is a dry run.</exception>
    /// <exception cref="ShardSchemaException">A shard could not be reached. Call it again: what is written stays written.</exception>
    public void SetAvailability(string shard, ShardAvailability availability)
        => Schema.SetAvailability(Find(shard), Enum.IsDefined(availability) ? availability : throw new ArgumentOutOfRangeException(nameof(availability)));

    /// <inheritdoc cref="SetAvailability" />
    /// <param name="shard">The shard's name.</param>
    /// <param name="availability">What it becomes. Only a read-only shard can be detached.</param>
    /// <param name="cancellationToken">Cancels the work; what is written stays written.</param>
    public Task SetAvailabilityAsync(string shard, ShardAvailability availability, CancellationToken cancellationToken = default)
        => Schema.SetAvailabilityAsync(
            Find(shard), Enum.IsDefined(availability) ? availability : throw new ArgumentOutOfRangeException(nameof(availability)), cancellationToken);

    /// <summary>
    ///     In a dry run, what the application has done so far in this process, with all its contexts of these options, and what it would be on the
    ///     planned shards. Counts, in the database, the rows that gathered queries would ship, and changes nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">The options have no <see cref="ShardingOptionsBuilder.DryRun" />.</exception>
    public DryRunReport GetDryRunReport() => Completed.Result(new DryRunReporting(Connections).ReportAsync(isAsync: false, CancellationToken.None));

    /// <inheritdoc cref="GetDryRunReport" />
    /// <param name="cancellationToken">Cancels the counting.</param>
    public Task<DryRunReport> GetDryRunReportAsync(CancellationToken cancellationToken = default)
        => new DryRunReporting(Connections).ReportAsync(isAsync: true, cancellationToken).AsTask();

    /// <summary>
    ///     Creates every shard's database, tables and map where they are missing, then runs the seeders. Does the same as
    ///     <c>Database.EnsureCreated()</c>, but reports a failure instead of throwing it: look at <see cref="ShardSchemaReport.Succeeded" />.
    /// </summary>
    /// <remarks>Seeders run once, when no shard failed, with this context and without a transaction around them.</remarks>
    /// <returns>What was done on each shard.</returns>
    public ShardSchemaReport EnsureCreated() => Schema.EnsureCreated();

    /// <inheritdoc cref="EnsureCreated" />
    /// <param name="cancellationToken">Cancels the work; shards that are done stay done.</param>
    public Task<ShardSchemaReport> EnsureCreatedAsync(CancellationToken cancellationToken = default) => Schema.EnsureCreatedAsync(cancellationToken);

    /// <summary>
    ///     Deletes every shard's database, with all that is in it. Does the same as <c>Database.EnsureDeleted()</c>, but reports a failure
    ///     instead of throwing it: look at <see cref="ShardSchemaReport.Succeeded" />.
    /// </summary>
    /// <returns>What was done on each shard.</returns>
    public ShardSchemaReport EnsureDeleted() => Schema.EnsureDeleted();

    /// <inheritdoc cref="EnsureDeleted" />
    /// <param name="cancellationToken">Cancels the work; shards that are done stay done.</param>
    public Task<ShardSchemaReport> EnsureDeletedAsync(CancellationToken cancellationToken = default) => Schema.EnsureDeletedAsync(cancellationToken);

    /// <summary>
    ///     Applies the migrations that are missing, on each shard, and writes maps that are missing. Does the same as <c>Database.Migrate()</c>, but
    ///     reports a failure instead of throwing it: look at <see cref="ShardSchemaReport.Succeeded" />. A shard that fails does not stop the
    ///     others; a second call goes on where each was left.
    /// </summary>
    /// <param name="targetMigration">The migration to go to, forward or back, by name or id; "0" reverts all. Default: the last.</param>
    /// <returns>Shard, migration, outcome and time.</returns>
    public ShardSchemaReport Migrate(string? targetMigration = null) => Schema.Migrate(targetMigration);

    /// <inheritdoc cref="Migrate" />
    /// <param name="targetMigration">The migration to go to, forward or back, by name or id; "0" reverts all. Default: the last.</param>
    /// <param name="cancellationToken">Cancels the work; migrations that are done stay done.</param>
    public Task<ShardSchemaReport> MigrateAsync(string? targetMigration = null, CancellationToken cancellationToken = default)
        => Schema.MigrateAsync(targetMigration, cancellationToken);

    /// <summary>
    ///     Compares what the shards' databases say of themselves: tables, columns, indexes, constraints, triggers and views. Somebody who changes
    ///     one shard by hand is found out here.
    /// </summary>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ShardSchemaException">A shard could not be read.</exception>
    public Task<ShardSchemaComparison> CheckSchemaAsync(CancellationToken cancellationToken = default) => Schema.CompareAsync(cancellationToken);

    /// <summary>
    ///     Compares the copies of reference tables, which EfShard writes on all shards or on none (<c>CrossShardCommit.BestEffort</c> apart): somebody who changes one
    ///     shard by hand is found out here. Reads all their rows, a few at a time, and keeps sums.
    /// </summary>
    /// <remarks>A row that is written meanwhile may count as differing: look again before you believe it.</remarks>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The tables that differ, with counts of rows and keys and no row's data; empty if none does.</returns>
    /// <exception cref="ShardSchemaException">A shard could not be read.</exception>
    public Task<IReadOnlyList<ReferenceTableDrift>> CheckReferenceTablesAsync(CancellationToken cancellationToken = default)
        => Schema.CompareReferenceTablesAsync(cancellationToken);

    /// <summary>
    ///     Writes the shards' maps (the table <c>__EFShardMap</c>) into databases that have tables: to adopt databases whose rows lie where the options
    ///     put them already, and to add what is new: groups, and periods or ranges above the last one, with their shards.
    /// </summary>
    /// <param name="overwrite">
    ///     Whether to replace maps that say something else. Rows are not moved: say so only when every row lies where the options put it.
    /// </param>
    /// <returns>On which shards a map was written (<see cref="ShardSchemaOutcome.Created" />).</returns>
    /// <exception cref="ShardSchemaException">A map says something else and is not to be overwritten, or a shard could not be reached.</exception>
    public ShardSchemaReport WriteMap(bool overwrite = false)
    {
        var report = Schema.WriteMap(overwrite);
        report.ThrowIfFailed();
        return report;
    }

    /// <inheritdoc cref="WriteMap" />
    /// <param name="overwrite">
    ///     Whether to replace maps that say something else. Rows are not moved: say so only when every row lies where the options put it.
    /// </param>
    /// <param name="cancellationToken">Cancels the work; shards that are done stay done.</param>
    public async Task<ShardSchemaReport> WriteMapAsync(bool overwrite = false, CancellationToken cancellationToken = default)
    {
        var report = await Schema.WriteMapAsync(overwrite, cancellationToken).ConfigureAwait(false);
        report.ThrowIfFailed();
        return report;
    }

    /// <summary>
    ///     Makes the global indexes (<c>HasGlobalIndex</c>) what the rows say: for rows that were there before the index, or were written by something else than
    ///     <c>SaveChanges</c>. Nobody may write these entities meanwhile. Doing it again is safe.
    /// </summary>
    /// <param name="cancellationToken">Cancels the work; what is mended stays mended.</param>
    /// <returns>For each index what was missing or wrong. Look at <see cref="GlobalIndexReport.Duplicates" />: such rows break the promise.</returns>
    public async Task<IReadOnlyList<GlobalIndexReport>> RebuildGlobalIndexesAsync(CancellationToken cancellationToken = default)
    {
        var reports = new List<GlobalIndexReport>();
        foreach (var index in ShardModel.Of(_context.Model).GlobalIndexes)
        {
            reports.Add(await new GlobalIndexRebuild(GlobalIndexReader.Create(_context, index, _topology), _topology).RunAsync(cancellationToken).ConfigureAwait(false));
        }

        return reports;
    }

    /// <summary>
    ///     Ends commits over several shards that a crash has left: commits those whose decision is recorded, rolls back those that can't be decided any more. Any
    ///     process may call it at any time, also several at once; <c>services.AddShardRecovery&lt;TContext&gt;()</c> does so regularly.
    /// </summary>
    /// <param name="gracePeriod">
    ///     How old a commit must be before the connection of its coordinator is ended, should it neither go on nor die. Default: 1 minute. Commits
    ///     without a coordinator are ended at once.
    /// </param>
    /// <param name="cancellationToken">Cancels the work; what is not done is left for the next time.</param>
    /// <returns>What was done, what is left, and the failures: a shard that can't be reached is no exception.</returns>
    /// <exception cref="InvalidOperationException">The database has no two-phase commit.</exception>
    public Task<RecoveryReport> RecoverInDoubtAsync(TimeSpan? gracePeriod = null, CancellationToken cancellationToken = default)
        => Commits.RecoverAsync(gracePeriod ?? TimeSpan.FromMinutes(1), cancellationToken);

    /// <summary>Lists what commits over several shards have prepared and not ended, and ends nothing.</summary>
    /// <param name="cancellationToken">Cancels the questions.</param>
    /// <returns>A report that says what is in doubt; a shard that can't be reached is among its failures.</returns>
    /// <exception cref="InvalidOperationException">The database has no two-phase commit.</exception>
    public Task<RecoveryReport> FindInDoubtAsync(CancellationToken cancellationToken = default) => Commits.ListAsync(cancellationToken);

    /// <summary>
    ///     What has become of a commit over several shards: for <c>verifySucceeded</c>, or once a <see cref="CommitOutcomeUnknownException" /> was caught. The process that
    ///     began the transaction needs its id only; another one also the deciding shard, without which it can't tell a rollback from <see cref="CommitOutcome.NoRecord" />.
    ///     Commits that returned, and those of one shard, leave no record. Outcomes that recovery has brought about are known for seven days.
    /// </summary>
    /// <param name="transactionId">The id, from the exception or from <c>IDbContextTransaction.TransactionId</c>.</param>
    /// <param name="decidingShard">The shard that knows, from the exception; <see langword="null" /> asks this process's memory, else every shard.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="ShardingConfigurationException">There is no such shard.</exception>
    /// <exception cref="InvalidOperationException">The database has no two-phase commit.</exception>
    /// <exception cref="System.Data.Common.DbException">A shard that might know can't be asked.</exception>
    public Task<CommitOutcome> FindCommitOutcomeAsync(Guid transactionId, string? decidingShard = null, CancellationToken cancellationToken = default)
    {
        ShardNode? decider = null;
        return decidingShard is null || _topology.TryGetShard(decidingShard, out decider)
            ? Commits.FindOutcomeAsync(transactionId, decider, cancellationToken)
            : throw ConfigurationErrors.UnknownPinnedShard(decidingShard, _topology.Shards.Select(s => s.Name));
    }

    private CommitDesk Commits
        => ShardingOptionsExtension.DialectOf(_context.GetService<IDbContextOptions>()) is { TwoPhase: not null } dialect
            ? new(_context.GetService<IShardConnections>(), dialect)
            : throw new InvalidOperationException(CommitErrors.NoTwoPhase(_context.Database.ProviderName));

    private ShardConnectionSet Connections => (ShardConnectionSet)_context.GetService<IShardConnections>();

    private ShardSchema Schema => ((ShardedDatabaseCreator)_context.GetService<IRelationalDatabaseCreator>()).Schema;

    private Shard Locate((ShardGroup? Group, ShardKey Key) place) => Named(place.Group?.Locate(place.Key) ?? _topology.UnshardedShard);

    private async Task<Shard> LocateAsync((ShardGroup? Group, ShardKey Key) place, CancellationToken cancellationToken)
    {
        if (place.Group is null)
        {
            return Named(_topology.UnshardedShard);
        }

        var shards = new int[1];
        await place.Group.LocateAsync(new[] { place.Key }, shards, cancellationToken).ConfigureAwait(false);
        return Named(shards[0]);
    }

    private ShardNode Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _topology.TryGetShard(name, out var shard) ? shard
            : throw (_topology.Planned?.TryGetShard(name, out _) is true
                ? ConfigurationErrors.OnlyPlanned(name, _topology.Shards[0].Name)
                : ConfigurationErrors.UnknownPinnedShard(name, _topology.Shards.Select(s => s.Name)));
    }

    private Shard Named(int index) => new(_topology.Shards[index].Name);
}
