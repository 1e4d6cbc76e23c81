using EfShard.Model;
using EfShard.Strategies;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace EfShard.Schema;

/// <summary>
///     Finds the shard of each <c>HasData</c> row. The operations carry names of tables and columns only, so the model's placement is
///     looked up by name; a row that inherits its shard follows its link to another row of <c>HasData</c>.
/// </summary>
internal sealed class SeedRows
{
    private readonly ShardTopology _topology;
    private readonly List<SeedRow> _rows = [];
    private readonly Dictionary<SeedRow, (ShardGroup Group, ShardKey Key)> _keys = [];

    private SeedRows(ShardTopology topology) => _topology = topology;

    /// <summary>The shards of the rows in the order of operations and rows.</summary>
    public static SeedRows Locate(ShardTopology topology, IModel model, IEnumerable<MigrationOperation> operations)
    {
        var rows = Read(topology, model, operations);
        foreach (var (row, (group, key)) in rows._keys)
        {
            row.Shard = group.Locate(key);
        }

        return rows;
    }

    /// <inheritdoc cref="Locate" />
    public static async Task<SeedRows> LocateAsync(
        ShardTopology topology,
        IModel model,
        IEnumerable<MigrationOperation> operations,
        CancellationToken cancellationToken)
    {
        var rows = Read(topology, model, operations);
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
            if (operation is not InsertDataOperation insert)
            {
                yield return operation;
                continue;
            }

            var count = insert.Values.GetLength(0);
            var kept = Enumerable.Range(0, count).Where(i => (_rows[next + i].Shard ?? shard) == shard).ToArray();
            next += count;
            if (kept.Length > 0)
            {
                insert.Values = Rows(insert.Values, kept);
                yield return insert;
            }
        }
    }

    private static object?[,] Rows(object?[,] values, int[] kept)
    {
        var rows = new object?[kept.Length, values.GetLength(1)];
        for (var i = 0; i < kept.Length; i++)
        {
            for (var j = 0; j < rows.GetLength(1); j++)
            {
                rows[i, j] = values[kept[i], j];
            }
        }

        return rows;
    }

    private static SeedRows Read(ShardTopology topology, IModel model, IEnumerable<MigrationOperation> operations)
    {
        var rows = new SeedRows(topology);
        var placements = ShardModel.Of(model);
        var tables = model.GetRelationalModel();
        foreach (var insert in operations.OfType<InsertDataOperation>())
        {
            var placement = placements.GetPlacement(
                tables.FindTable(insert.Table, insert.Schema) ?? throw new InvalidOperationException(SchemaErrors.SeedWithoutTable(insert.Table)));
            for (var i = 0; i < insert.Values.GetLength(0); i++)
            {
                var values = new Dictionary<string, object?>(StringComparer.Ordinal);
                for (var j = 0; j < insert.Columns.Length; j++)
                {
                    values[insert.Columns[j]] = insert.Values[i, j];
                }

                rows._rows.Add(new SeedRow(placement, values));
            }
        }

        foreach (var row in rows._rows)
        {
            switch (row.Placement.Kind)
            {
                case TableKind.Unsharded:
                    row.Shard = topology.UnshardedShard;
                    break;
                case TableKind.Sharded:
                    rows._keys[row] = rows.KeyOf(row, depth: 0);
                    break;
            }
        }

        return rows;
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

        foreach (var link in depth < _rows.Count ? placement.Links : [])
        {
            if (_rows.FirstOrDefault(other => other.Placement.Table == link.Principal && Matches(link, row, other)) is { } principal)
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
