using System.Transactions;
using EfShard.Infrastructure;
using EfShard.Model;
using EfShard.Providers;
using EfShard.Schema.Migrations;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace EfShard.Schema;

/// <summary>
///     Schema work over all shards, each with a report: a shard that fails does not hide the others. Outside ambient transactions, as in EF
///     itself: databases are made and dropped in none.
/// </summary>
internal sealed class ShardSchema
{
    private readonly IServiceProvider _services;
    private readonly ShardDatabaseSource _databases;
    private readonly DbContext _context;
    private readonly IDbContextOptions _options;
    private readonly SchemaRunner _runner;
    private readonly DatabaseDialect _dialect;
    private readonly ShardMap _map;
    private readonly ShardCreation _creation;

    /// <param name="services">The context's services.</param>
    /// <param name="creatorType">The provider's own creator of databases.</param>
    /// <param name="connections">The context's connections to its shards.</param>
    public ShardSchema(IServiceProvider services, Type creatorType, IShardConnections connections)
    {
        _services = services;
        _databases = new ShardDatabaseSource(services, creatorType, connections);
        _context = services.GetRequiredService<ICurrentDbContext>().Context;
        _options = services.GetRequiredService<IDbContextOptions>();
        Topology = connections.Topology;
        var dialect = _dialect = DatabaseDialect.Of(_options);
        _map = new ShardMap(Topology, dialect);
        Commands = new SchemaCommands(
            DesignTimeModel(),
            services.GetRequiredService<IMigrationsModelDiffer>(),
            services.GetRequiredService<IMigrationsSqlGenerator>(),
            Topology,
            dialect);
        _creation = new ShardCreation(Commands, _map, dialect);
        _runner = new SchemaRunner(Topology, dialect.IsBlocking);
    }

    public ShardTopology Topology { get; }

    public SchemaCommands Commands { get; }

    public ShardSchemaReport EnsureCreated()
    {
        using var scope = Suppress();
        Topology.Validate(ShardModel.Of(_context.Model));
        Commands.Prepare();
        LearnAvailability();
        var report = Run((node, database) => _creation.EnsureCreated(node, database));
        if (report.Succeeded)
        {
            Seeding.Run(_context, _options, report.Changed);
        }

        return report;
    }

    public async Task<ShardSchemaReport> EnsureCreatedAsync(CancellationToken cancellationToken)
    {
        using var scope = Suppress();
        Topology.Validate(ShardModel.Of(_context.Model));
        await Commands.PrepareAsync(cancellationToken).ConfigureAwait(false);
        await LearnAvailabilityAsync(cancellationToken).ConfigureAwait(false);
        var report = await RunAsync(_creation.EnsureCreatedAsync, cancellationToken).ConfigureAwait(false);
        if (report.Succeeded)
        {
            await Seeding.RunAsync(_context, _options, report.Changed, cancellationToken).ConfigureAwait(false);
        }

        return report;
    }

    public ShardSchemaReport EnsureDeleted()
    {
        using var scope = Suppress();
        return Run((node, database) =>
        {
            node.Forget();
            if (!database.Creator.Exists())
            {
                return ShardSchemaOutcome.Unchanged;
            }

            _creation.RefuseAnothersDatabase(node, database);
            database.Creator.Delete();
            return ShardSchemaOutcome.Deleted;
        });
    }

    public async Task<ShardSchemaReport> EnsureDeletedAsync(CancellationToken cancellationToken)
    {
        using var scope = Suppress();
        return await RunAsync(
            async (node, database, token) =>
            {
                node.Forget();
                if (!await database.Creator.ExistsAsync(token).ConfigureAwait(false))
                {
                    return ShardSchemaOutcome.Unchanged;
                }

                await _creation.RefuseAnothersDatabaseAsync(node, database, token).ConfigureAwait(false);
                await database.Creator.DeleteAsync(token).ConfigureAwait(false);
                return ShardSchemaOutcome.Deleted;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public ShardSchemaReport CreateTables()
    {
        Commands.Prepare();
        return Run((node, database) =>
        {
            _creation.CreateTables(node, database);
            return ShardSchemaOutcome.Created;
        });
    }

    public async Task<ShardSchemaReport> CreateTablesAsync(CancellationToken cancellationToken)
    {
        await Commands.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return await RunAsync(
            async (node, database, token) =>
            {
                await _creation.CreateTablesAsync(node, database, token).ConfigureAwait(false);
                return ShardSchemaOutcome.Created;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The commands of the assembly's migrations; shards of their seeds are known.</summary>
    public MigrationCommands PreparedMigrations()
    {
        var commands = new MigrationCommands(_services, Topology, _dialect);
        commands.Prepare();
        return commands;
    }

    public ShardSchemaReport Migrate(string? target)
    {
        using var scope = Suppress();
        Topology.Validate(ShardModel.Of(_context.Model));
        MigrationChecks.Run(_services, target);
        LearnAvailability();
        var log = new MigrationLog();
        var migrations = new ShardMigrations(PreparedMigrations(), Steps(target), _map, _dialect, log);
        var report = log.Report(Run((node, database) =>
        {
            migrations.Run(node, database);
            return ShardSchemaOutcome.Unchanged;
        }));
        if (report.Succeeded)
        {
            Seeding.Run(_context, _options, report.Changed);
        }

        return report;
    }

    public async Task<ShardSchemaReport> MigrateAsync(string? target, CancellationToken cancellationToken)
    {
        using var scope = Suppress();
        Topology.Validate(ShardModel.Of(_context.Model));
        MigrationChecks.Run(_services, target);
        var commands = new MigrationCommands(_services, Topology, _dialect);
        await commands.PrepareAsync(cancellationToken).ConfigureAwait(false);
        await LearnAvailabilityAsync(cancellationToken).ConfigureAwait(false);
        var log = new MigrationLog();
        var migrations = new ShardMigrations(commands, Steps(target), _map, _dialect, log);
        var report = log.Report(await RunAsync(
            async (node, database, token) =>
            {
                await migrations.RunAsync(node, database, token).ConfigureAwait(false);
                return ShardSchemaOutcome.Unchanged;
            },
            cancellationToken).ConfigureAwait(false));
        if (report.Succeeded)
        {
            await Seeding.RunAsync(_context, _options, report.Changed, cancellationToken).ConfigureAwait(false);
        }

        return report;
    }

    /// <summary>Reads each shard's catalogue and lists what is not the same on all of them.</summary>
    public async Task<ShardSchemaComparison> CompareAsync(CancellationToken cancellationToken)
    {
        using var scope = Suppress();
        var catalogs = new IReadOnlyList<(string Kind, string Name, string Definition)>?[Topology.Shards.Count];
        (await RunAsync(
            async (node, database, token) =>
            {
                await database.Connection.OpenAsync(token).ConfigureAwait(false);
                try
                {
                    catalogs[node.Index] = await DatabaseFacts.ReadCatalogAsync(_dialect, database.Connection.DbConnection, token).ConfigureAwait(false);
                }
                finally
                {
                    await database.Connection.CloseAsync().ConfigureAwait(false);
                }

                return ShardSchemaOutcome.Unchanged;
            },
            cancellationToken).ConfigureAwait(false)).ThrowIfFailed();
        var read = Topology.Shards.Where(node => catalogs[node.Index] is not null).ToList();
        return CatalogComparison.Compare(read.Select(node => new Shard(node.Name)).ToArray(), read.Select(node => catalogs[node.Index]!).ToArray());
    }

    /// <summary>Reads each shard's reference tables and lists those that are not the same on all of them.</summary>
    public async Task<IReadOnlyList<ReferenceTableDrift>> CompareReferenceTablesAsync(CancellationToken cancellationToken)
    {
        using var scope = Suppress();
        return await new ReferenceTableCheck(this, _services.GetRequiredService<ISqlGenerationHelper>()).RunAsync(_context.Model, cancellationToken).ConfigureAwait(false);
    }

    public ShardSchemaReport WriteMap(bool overwrite)
    {
        using var scope = Suppress();
        LearnAvailability();
        return Run((node, database) => _creation.WriteMap(node, database, overwrite));
    }

    public async Task<ShardSchemaReport> WriteMapAsync(bool overwrite, CancellationToken cancellationToken)
    {
        using var scope = Suppress();
        await LearnAvailabilityAsync(cancellationToken).ConfigureAwait(false);
        return await RunAsync((node, database, token) => _creation.WriteMapAsync(node, database, overwrite, token), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Changes whether a shard may be used.</summary>
    public void SetAvailability(ShardNode shard, ShardAvailability availability)
    {
        using var scope = Suppress();
        new AvailabilityChange(this, _map, shard, availability).Run();
    }

    /// <inheritdoc cref="SetAvailability" />
    public async Task SetAvailabilityAsync(ShardNode shard, ShardAvailability availability, CancellationToken cancellationToken)
    {
        using var scope = Suppress();
        await new AvailabilityChange(this, _map, shard, availability).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a step on the open database of every shard.</summary>
    public ShardSchemaReport RunOpen(Action<ShardNode, ShardDatabase> step)
        => Run((node, database) =>
        {
            database.Connection.Open();
            try
            {
                step(node, database);
                return ShardSchemaOutcome.Unchanged;
            }
            finally
            {
                database.Connection.Close();
            }
        });

    /// <inheritdoc cref="RunOpen" />
    public Task<ShardSchemaReport> RunOpenAsync(Func<ShardNode, ShardDatabase, CancellationToken, Task> step, CancellationToken cancellationToken)
        => RunAsync(
            async (node, database, token) =>
            {
                await database.Connection.OpenAsync(token).ConfigureAwait(false);
                try
                {
                    await step(node, database, token).ConfigureAwait(false);
                    return ShardSchemaOutcome.Unchanged;
                }
                finally
                {
                    await database.Connection.CloseAsync().ConfigureAwait(false);
                }
            },
            cancellationToken);

    /// <summary>
    ///     Learns from the maps that there are which shards are detached, so that none is made anew. What fails here fails again in what follows, and
    ///     is reported there.
    /// </summary>
    private void LearnAvailability()
    {
        if (!_map.IsOnlyShard)
        {
            _ = Run((node, database) => _creation.Learn(node, database));
        }
    }

    /// <inheritdoc cref="LearnAvailability" />
    private async Task LearnAvailabilityAsync(CancellationToken cancellationToken)
    {
        if (!_map.IsOnlyShard)
        {
            _ = await RunAsync(_creation.LearnAsync, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Runs a step on the database of every shard.</summary>
    public ShardSchemaReport Run(Func<ShardNode, ShardDatabase, ShardSchemaOutcome> step)
        => _runner.Run(node =>
        {
            using var database = _databases.Open(node);
            return step(node, database);
        });

    /// <inheritdoc cref="Run" />
    public async Task<ShardSchemaReport> RunAsync(
        Func<ShardNode, ShardDatabase, CancellationToken, Task<ShardSchemaOutcome>> step,
        CancellationToken cancellationToken)
        => await _runner.RunAsync(
            async (node, token) =>
            {
                var database = await _databases.OpenAsync(node, token).ConfigureAwait(false);
                await using var ofDatabase = database.ConfigureAwait(false);
                return await step(node, database, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);

    /// <summary>Whether the answer is yes on every shard; the first no ends the questions, the first error throws.</summary>
    public bool All(Func<IRelationalDatabaseCreator, bool> question) => AllDatabases(database => question(database.Creator));

    /// <inheritdoc cref="All" />
    public Task<bool> AllAsync(Func<IRelationalDatabaseCreator, Task<bool>> question) => AllDatabasesAsync(database => question(database.Creator));

    /// <inheritdoc cref="All" />
    public bool AllDatabases(Func<ShardDatabase, bool> question)
    {
        foreach (var node in Topology.Attached)
        {
            using var database = _databases.Open(node);
            if (!question(database))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc cref="All" />
    public async Task<bool> AllDatabasesAsync(Func<ShardDatabase, Task<bool>> question)
    {
        foreach (var node in Topology.Attached)
        {
            var database = await _databases.OpenAsync(node, CancellationToken.None).ConfigureAwait(false);
            await using var ofDatabase = database.ConfigureAwait(false);
            if (!await question(database).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    private MigrationSteps Steps(string? target) => new(_services.GetRequiredService<IMigrationsAssembly>(), target);

    private static TransactionScope Suppress() => new(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);

    // The runtime model lacks what creating tables needs.
    private IModel DesignTimeModel() => _services.GetRequiredService<IDesignTimeModel>().Model;
}
