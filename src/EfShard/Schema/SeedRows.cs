using EfShard.Model;
using EfShard.Strategies;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace EfShard.Schema;

/// <summary>
///     Finds the shard of each <c>HasData</c> row that operations insert, update or delete. The operations carry names of tables and columns
///     only, so the model's placement is looked up by name; a row that inherits its shard follows its link to another row of <c>HasData</c>.
/// </summary>
internal sealed class SeedRows
{
    private readonly ShardTopology _topology;
    private readonly List<SeedRow> _rows = [];
    private readonly List<SeedRow> _known = [];
    private readonly List<SeedRow> _unplaced = [];
    private readonly Dictionary<SeedRow, (ShardGroup Group, ShardKey Key)> _keys = [];

    private SeedRows(ShardTopology topology) => _topology = topology;

    /// <summary>The shards of the rows in the order of operations and rows.</summary>
    /// <param name="topology">The shards.</param>
    /// <param name="models">The models that say where the rows live: of each table the first that has it.</param>
    /// <param name="operations">The operations.</param>
    /// <param name="known">Further rows, which earlier operations inserted and these may live with.</param>
    public static SeedRows Locate(
        ShardTopology topology,
        IReadOnlyList<IModel> models,
        IEnumerable<MigrationOperation> operations,
        IEnumerable<MigrationOperation>? known = null)
    {
        var rows = Read(topology, models, operations, known ?? []);
        foreach (var (row, (group, key)) in rows._keys)
        {
            row.Shard = group.Locate(key);
        }

        return rows;
    }

    /// <inheritdoc cref="Locate" />
    public static async Task<SeedRows> LocateAsync(
        ShardTopology topology,
        IReadOnlyList<IModel> models,
        IEnumerable<MigrationOperation> operations,
        IEnumerable<MigrationOperation> known,
        CancellationToken cancellationToken)
    {
        var rows = Read(topology, models, operations, known);
        foreach (var ofGroup in rows._keys.GroupBy(pair => pair.Value.Group))
        {
            var shards = new int[ofGroup.Count()];
            await ofGroup.Key.LocateAsync(ofGroup.Select(pair => pair.Value.Key).ToArray(), shards, cancellationToken).ConfigureAwait(false);
            foreach (var ((row, _), shard) in ofGroup.Zip(shards))
            {
                row.Shard = shard;
            }
        }

        return rows;
    }

    /// <summary>Leaves one shard's rows in the operations, which are those that the rows were read from, or equal ones.</summary>
    public IEnumerable<MigrationOperation> Keep(int shard, IEnumerable<MigrationOperation> operations)
    {
        var next = 0;
        foreach (var operation in operations)
        {
            if (DataOperations.TableOf(operation) is null)
            {
                yield return operation;
                continue;
            }

            var count = DataOperations.RowsOf(operation).Count();
            var kept = Enumerable.Range(0, count).Where(i => (_rows[next + i].Shard ?? shard) == shard).ToArray();
            next += count;
            if (kept.Length > 0)
            {
                DataOperations.Keep(operation, kept);
                yield return operation;
            }
        }
    }

    private static SeedRows Read(ShardTopology topology, IReadOnlyList<IModel> models, IEnumerable<MigrationOperation> operations, IEnumerable<MigrationOperation> known)
    {
        var rows = new SeedRows(topology);
        rows._known.AddRange(known.OfType<InsertDataOperation>().SelectMany(operation => RowsOf(models, operation)));
        foreach (var operation in operations.Where(operation => DataOperations.TableOf(operation) is not null))
        {
            foreach (var row in RowsOf(models, operation))
            {
                rows._rows.Add(row);
                rows.Place(row, operation);
            }
        }

        foreach (var row in rows._unplaced)
        {
            rows._keys[row] = rows.KeyOf(row, depth: 0);
        }

        return rows;
    }

    private static IEnumerable<SeedRow> RowsOf(IReadOnlyList<IModel> models, MigrationOperation operation)
    {
        var (name, schema) = DataOperations.TableOf(operation)!.Value;
        var table = models.Select(model => model.GetRelationalModel().FindTable(name, schema)).FirstOrDefault(table => table is not null)
            ?? throw new InvalidOperationException(SchemaErrors.SeedWithoutTable(name));
        var placement = ShardModel.Of(table.Model.Model).GetPlacement(table);
        return DataOperations.RowsOf(operation).Select(values => new SeedRow(placement, values));
    }

    private void Place(SeedRow row, MigrationOperation operation)
    {
        if (row.Placement.Kind is TableKind.Unsharded)
        {
            row.Shard = _topology.UnshardedShard;
        }
        else if (row.Placement.Kind is TableKind.Sharded)
        {
            if (operation is UpdateDataOperation update && row.Placement.KeyColumns.FirstOrDefault(column => update.Columns.Contains(column.Name)) is { } moved)
            {
                throw new ShardKeyException(SchemaErrors.SeedMoves(row.Placement.Table.Name, moved.Name));
            }

            // A row that is only named by its primary key is on one shard, whichever that is: the others find nothing to change.
            if (operation is InsertDataOperation || (row.Placement.KeyColumns.Count > 0 && row.Placement.KeyColumns.All(column => row.Values.ContainsKey(column.Name))))
            {
                _unplaced.Add(row);
            }
        }
    }

    private (ShardGroup Group, ShardKey Key) KeyOf(SeedRow row, int depth)
    {
        var placement = row.Placement;
        if (placement.KeyColumns.Count > 0)
        {
            var group = _topology.TryGetGroup(placement.Group!, out var found)
                ? found
                : throw Infrastructure.ConfigurationErrors.UnknownGroup(placement.Group!, _topology.Groups.Select(g => g.Name));
            var key = ShardKey.From([.. placement.KeyColumns.Select(column => Component(column, row))]);
            return key.Kind is ShardKeyKind.Null && !placement.AllowsNullKey
                ? throw new ShardKeyException(SchemaErrors.SeedWithoutKey(placement.Table.Name))
                : (group, key);
        }

        foreach (var link in depth < _rows.Count + _known.Count ? placement.Links : [])
        {
            if (_rows.Concat(_known).FirstOrDefault(other => other.Placement.Table == link.Principal && Matches(link, row, other)) is { } principal)
            {
                return KeyOf(principal, depth + 1);
            }
        }

        throw new ShardKeyException(SchemaErrors.SeedWithoutPrincipal(placement.Table.Name));
    }

    private static bool Matches(ColocatedLink link, SeedRow row, SeedRow principal)
        => link.Columns.All(pair => row.Values.GetValueOrDefault(pair.Dependent) is { } value && value.Equals(principal.Values.GetValueOrDefault(pair.Principal)));

    private static ShardKey Component(ShardKeyColumn column, SeedRow row)
    {
        var value = row.Values.GetValueOrDefault(column.Name);

        // The operations hold converted values. A converter between two equal types can't tell, so give it back what it expects.
        return ShardKey.From(column.ToStore(
            value is not null && column.Property.GetRelationalTypeMapping().Converter is { } converter && converter.ModelClrType == converter.ProviderClrType
                ? converter.ConvertFromProvider(value)
                : value));
    }
}
