using System.Collections;
using System.Data.Common;
using EfShard.Planning.Gathering;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Gathering;

/// <summary>The rows that a gathered write changes: primary keys and new values, as the model has them. Each key once.</summary>
internal sealed class KeysAndValues(GatheredWrite write, long most)
{
    /// <summary>More values than this in one statement make it no faster.</summary>
    private const int MostValues = 2000;

    private const int MostRows = 256;

    private readonly HashSet<object?[]> _keys = new(KeyComparer.Instance);
    private readonly List<object?[]> _rows = [];
    private readonly Func<DbDataReader, int, object?>[] _readers = [.. write.Keys.Concat(write.Columns).Select(c => Reader(c.TypeMapping!))];

    public int Count => _rows.Count;

    /// <summary>Takes a row; where a join gives one key several values, the first counts, as databases take any one.</summary>
    /// <returns>Whether there may be more.</returns>
    public bool Add(DbDataReader reader)
    {
        var row = new object?[_readers.Length];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = reader.IsDBNull(i) ? null : _readers[i](reader, i);
        }

        if (_keys.Add(row[..write.Keys.Count]))
        {
            _rows.Add(row);
        }

        return _rows.Count <= most;
    }

    /// <summary>The parameters of each statement that applies them: the number of its rows and their values beside the others.</summary>
    /// <remarks>Numbers are rounded up to powers of two, the last row repeated, so that few different statements are ever rendered.</remarks>
    public IEnumerable<(int Rows, IReadOnlyDictionary<string, object?> Values)> Statements()
    {
        var size = Math.Max(1, Math.Min(MostRows, MostValues / _readers.Length));
        foreach (var chunk in _rows.Chunk(size))
        {
            var rows = (int)Math.Min((uint)size, System.Numerics.BitOperations.RoundUpToPowerOf2((uint)chunk.Length));
            var values = new Dictionary<string, object?>(rows * _readers.Length);
            for (var row = 0; row < rows; row++)
            {
                var from = chunk[Math.Min(row, chunk.Length - 1)];
                for (var i = 0; i < from.Length; i++)
                {
                    values.Add(GatheredWrite.Parameter(row, i), from[i]);
                }
            }

            yield return (rows, values);
        }
    }

    private static Func<DbDataReader, int, object?> Reader(RelationalTypeMapping mapping)
    {
        var method = mapping.GetDataReaderMethod();
        return (reader, i) => mapping.Converter is { } converter
            ? converter.ConvertFromProvider(method.Invoke(reader, [i]))
            : method.Invoke(reader, [i]);
    }

    private sealed class KeyComparer : IEqualityComparer<object?[]>
    {
        public static readonly KeyComparer Instance = new();

        public bool Equals(object?[]? x, object?[]? y) => StructuralComparisons.StructuralEqualityComparer.Equals(x, y);

        public int GetHashCode(object?[] key) => StructuralComparisons.StructuralEqualityComparer.GetHashCode(key);
    }
}
