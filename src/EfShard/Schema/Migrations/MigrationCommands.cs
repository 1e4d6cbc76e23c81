using EfShard.Model;
using EfShard.Providers;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace EfShard.Schema.Migrations;

/// <summary>
///     The commands of one migration for one shard: the migration's own operations without the foreign keys that cross shards and without
///     other shards' rows of <c>HasData</c>, then its row in the shard's history. What a migration says in SQL runs on every shard.
/// </summary>
internal sealed class MigrationCommands(IServiceProvider services, ShardTopology topology, DatabaseDialect dialect)
{
    private readonly IMigrationsAssembly _assembly = services.GetRequiredService<IMigrationsAssembly>();
    private readonly IMigrationsSqlGenerator _generator = services.GetRequiredService<IMigrationsSqlGenerator>();
    private readonly IMigrationsModelDiffer _differ = services.GetRequiredService<IMigrationsModelDiffer>();
    private readonly IModelRuntimeInitializer _initializer = services.GetRequiredService<IModelRuntimeInitializer>();
    private readonly IRawSqlCommandBuilder _sql = services.GetRequiredService<IRawSqlCommandBuilder>();
    private readonly DbContext _context = services.GetRequiredService<ICurrentDbContext>().Context;
    private readonly string _provider = services.GetRequiredService<IDatabaseProvider>().Name;

    // These services belong to the context and keep a state; shards ask in parallel.
    private readonly object _lock = new();
    private readonly Dictionary<(string Id, bool IsRevert), SeedRows> _seeds = [];

    /// <summary>Finds the shards of all <c>HasData</c> rows of all migrations; call this or <see cref="PrepareAsync" /> before <see cref="For" />.</summary>
    public void Prepare()
    {
        foreach (var (key, models, operations, known) in Sources())
        {
            _seeds[key] = SeedRows.Locate(topology, models, operations, known);
        }
    }

    /// <inheritdoc cref="Prepare" />
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, models, operations, known) in Sources())
        {
            _seeds[key] = await SeedRows.LocateAsync(topology, models, operations, known, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The commands of one step on one shard, and whether they make types that the provider must load anew.</summary>
    public (IReadOnlyList<MigrationCommand> Commands, bool MakesTypes) For(
        ShardNode node,
        MigrationStep step,
        IHistoryRepository history,
        MigrationsSqlGenerationOptions options = MigrationsSqlGenerationOptions.Default)
    {
        lock (_lock)
        {
            var migration = Create(step.Id);
            var after = step.After is null ? null : Finish(step.After == step.Id ? migration : Create(step.After));
            var before = step.Before is null ? null : Finish(step.Before == step.Id ? migration : Create(step.Before));
            var (omittedBefore, omittedAfter) = (OmittedConstraints.Of(before), OmittedConstraints.Of(after));
            var operations = step.IsRevert ? migration.DownOperations : migration.UpOperations;
            if (_seeds.TryGetValue((step.Id, step.IsRevert), out var seeds))
            {
                operations = [.. seeds.Keep(node.Index, operations)];
            }

            operations = [.. OmittedConstraints.Filter(operations, omittedBefore, omittedAfter)];
            if (after is not null)
            {
                // Sqlite makes a table anew to alter it, with every foreign key of the model.
                RelationalModelChanges.RemoveForeignKeys(after.GetRelationalModel(), ShardModel.IsConstraintOmitted);
            }

            var commands = _generator.Generate(operations, after, options);
            var entry = step.IsRevert
                ? history.GetDeleteScript(step.Id)
                : history.GetInsertScript(new HistoryRow(step.Id, ProductInfo.GetVersion()));
            var note = new MigrationCommand(
                _sql.Build(entry),
                _context,
                services.GetRequiredService<IRelationalCommandDiagnosticsLogger>(),
                commands.Any(command => command.TransactionSuppressed));
            return ([.. commands, note], dialect.MakesTypes(operations));
        }
    }

    private IEnumerable<((string Id, bool IsRevert) Key, IReadOnlyList<IModel> Models, IReadOnlyList<MigrationOperation> Operations, IReadOnlyList<MigrationOperation> Known)> Sources()
    {
        if (topology.Shards.Count == 1)
        {
            yield break;
        }

        IModel? before = null;
        foreach (var id in _assembly.Migrations.Keys.Order(StringComparer.OrdinalIgnoreCase))
        {
            var migration = Create(id);
            var after = Finish(migration);
            if (migration.UpOperations.Any(IsData))
            {
                yield return Source((id, false), migration.UpOperations, after, before);
            }

            if (migration.DownOperations.Any(IsData))
            {
                yield return Source((id, true), migration.DownOperations, before, after);
            }

            before = after;
        }
    }

    private ((string Id, bool IsRevert), IReadOnlyList<IModel>, IReadOnlyList<MigrationOperation>, IReadOnlyList<MigrationOperation>) Source(
        (string Id, bool IsRevert) key,
        IReadOnlyList<MigrationOperation> operations,
        IModel? to,
        IModel? from)
    {
        // Rows are deleted from tables by their old names, and inserted into tables by their new ones. A migration made before the context was
        // sharded says nothing about shards: what the model says now counts.
        var models = new[] { to, from }.OfType<IModel>().Where(model => ShardModel.Of(model).IsSharded)
            .Append(services.GetRequiredService<IDesignTimeModel>().Model).ToArray();
        return (key, models, operations, _differ.GetDifferences(null, models[0].GetRelationalModel()).Where(IsData).ToArray());
    }

    private static bool IsData(MigrationOperation operation) => DataOperations.TableOf(operation) is not null;

    private Migration Create(string id) => _assembly.CreateMigration(_assembly.Migrations[id], _provider);

    private IModel Finish(Migration migration) => _initializer.Initialize(migration.TargetModel);
}
