using System.Data.Common;
using EfShard.Model;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Schema;

/// <summary>
///     Compares the copies of reference tables. Each shard's rows stream past once, into sums over a fixed number of buckets by primary key; only where buckets
///     differ a second pass keeps hashes of keys and rows, of those buckets alone. What the order of keys is in which database plays no part.
/// </summary>
internal sealed class ReferenceTableCheck(ShardSchema schema, ISqlGenerationHelper sql)
{
    private const int Buckets = 16_384;

    public async Task<IReadOnlyList<ReferenceTableDrift>> RunAsync(IModel model, CancellationToken cancellationToken)
    {
        var drifts = new List<ReferenceTableDrift>();
        var sharding = ShardModel.Of(model);
        foreach (var table in model.GetRelationalModel().Tables.OrderBy(table => table.Name, StringComparer.Ordinal))
        {
            if (sharding.TryGetPlacement(table, out var placement) && placement.Kind is TableKind.Reference
                && await CompareAsync(table, cancellationToken).ConfigureAwait(false) is { } drift)
            {
                drifts.Add(drift);
            }
        }

        return drifts;
    }

    private async Task<ReferenceTableDrift?> CompareAsync(ITable table, CancellationToken cancellationToken)
    {
        var shards = schema.Topology.Shards;
        var sums = shards.Select(_ => new (long Rows, UInt128 Sum)[Buckets]).ToArray();
        await ReadAsync(table, (shard, key, row) => Add(ref sums[shard][BucketOf(key)], key, row), cancellationToken).ConfigureAwait(false);
        var differing = Enumerable.Range(0, Buckets).Where(bucket => sums.Any(ofShard => ofShard[bucket] != sums[0][bucket])).ToHashSet();
        if (differing.Count == 0)
        {
            return null;
        }

        var rows = shards.Select(_ => new Dictionary<UInt128, UInt128>()).ToArray();
        await ReadAsync(
            table,
            (shard, key, row) =>
            {
                if (differing.Contains(BucketOf(key)))
                {
                    rows[shard][key] = row;
                }
            },
            cancellationToken).ConfigureAwait(false);
        return Describe(table, shards, sums, rows);
    }

    private static ReferenceTableDrift? Describe(
        ITable table, IReadOnlyList<ShardNode> shards, (long Rows, UInt128 Sum)[][] sums, Dictionary<UInt128, UInt128>[] rows)
    {
        var (keys, wrong) = (0L, new long[shards.Count]);
        foreach (var key in rows.SelectMany(ofShard => ofShard.Keys).Distinct())
        {
            var found = Array.ConvertAll(rows, ofShard => ofShard.TryGetValue(key, out var row) ? row : (UInt128?)null);
            var most = found.GroupBy(row => row).MaxBy(same => same.Count())!.Key;
            keys += Array.Exists(found, row => row != most) ? 1 : 0;
            for (var i = 0; i < found.Length; i++)
            {
                wrong[i] += found[i] == most ? 0 : 1;
            }
        }

        // What differed in the first pass only was being written.
        return keys == 0 ? null : new ReferenceTableDrift(
            table.Name, keys, [.. shards.Select(shard => new ReferenceTableCopy(shard.Name, sums[shard.Index].Sum(bucket => bucket.Rows), wrong[shard.Index]))]);
    }

    private async Task ReadAsync(ITable table, Action<int, UInt128, UInt128> take, CancellationToken cancellationToken)
    {
        var key = table.PrimaryKey!.Columns.Select(column => column.Name).ToList();
        var columns = key.Concat(table.Columns.Select(column => column.Name).Except(key, StringComparer.Ordinal)).ToList();
        var text = $"SELECT {string.Join(", ", columns.Select(sql.DelimitIdentifier))} FROM {sql.DelimitIdentifier(table.Name, table.Schema)}";
        (await schema.RunAsync(
            async (node, database, token) =>
            {
                await database.Connection.OpenAsync(token).ConfigureAwait(false);
                try
                {
                    await ReadAsync(database.Connection.DbConnection, text, key.Count, (k, row) => take(node.Index, k, row), token).ConfigureAwait(false);
                }
                finally
                {
                    await database.Connection.CloseAsync().ConfigureAwait(false);
                }

                return ShardSchemaOutcome.Unchanged;
            },
            cancellationToken).ConfigureAwait(false)).ThrowIfFailed();
    }

    private static async Task ReadAsync(DbConnection connection, string text, int keyCount, Action<UInt128, UInt128> take, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using var ofCommand = command.ConfigureAwait(false);
        command.CommandText = text;
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ofReader = reader.ConfigureAwait(false);
        using var hash = new RowHash();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            take(hash.Of(reader, 0, keyCount), hash.Of(reader, 0, reader.FieldCount));
        }
    }

    private static int BucketOf(UInt128 key) => (int)(uint)(key % Buckets);

    private static void Add(ref (long Rows, UInt128 Sum) bucket, UInt128 key, UInt128 row)
        => bucket = (bucket.Rows + 1, unchecked(bucket.Sum + (row ^ (key << 1))));
}
