using EfShard.Providers;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace EfShard.Schema;

/// <summary>
///     What creates one shard's tables: EF's own operations without the foreign keys that cross shards and without other shards' rows of
///     <c>HasData</c>, then the shard's map, so that the map is there only if everything before it is. Every shard has every table.
/// </summary>
internal sealed class SchemaCommands(
    IModel designTimeModel,
    IMigrationsModelDiffer differ,
    IMigrationsSqlGenerator generator,
    ShardTopology topology,
    DatabaseDialect dialect)
{
    // The differ and the generator belong to the context and keep a state; shards ask in parallel.
    private readonly object _lock = new();
    private SeedRows? _seeds;

    /// <summary>Finds the shards of the <c>HasData</c> rows; call this or <see cref="PrepareAsync" /> before <see cref="For" />.</summary>
    public void Prepare() => _seeds ??= SeedRows.Locate(topology, [designTimeModel], Operations());

    /// <inheritdoc cref="Prepare" />
    public async Task PrepareAsync(CancellationToken cancellationToken)
        => _seeds ??= await SeedRows.LocateAsync(topology, [designTimeModel], Operations(), [], cancellationToken).ConfigureAwait(false);

    /// <summary>The commands of one shard, and whether they make types that the provider must load anew.</summary>
    public (IReadOnlyList<MigrationCommand> Commands, bool MakesTypes) For(
        ShardNode node,
        MigrationsSqlGenerationOptions options = MigrationsSqlGenerationOptions.Default)
    {
        lock (_lock)
        {
            var operations = OmittedConstraints.Filter(_seeds!.Keep(node.Index, Operations()), OmittedConstraints.Of(null), OmittedConstraints.Of(designTimeModel)).ToList();
            if (topology.Planned is null)
            {
                operations.AddRange(MapOperations(node));
            }

            return (generator.Generate(operations, designTimeModel, options), dialect.MakesTypes(operations));
        }
    }

    private IReadOnlyList<MigrationOperation> Operations() => differ.GetDifferences(null, designTimeModel.GetRelationalModel());

    private IEnumerable<MigrationOperation> MapOperations(ShardNode node)
        => dialect.PrepareMapSql
            .Concat(ShardMapContent.Expected(topology, node, version: 1)
                .Select(row => dialect.InsertMap(dialect.Literal(row.Kind), dialect.Literal(row.Name), dialect.Literal(row.Definition), $"{row.Version}")))
            .Select(sql => new SqlOperation { Sql = sql });
}
