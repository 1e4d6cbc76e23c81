using System.Data.Common;
using EfShard.Execution.Merging;
using EfShard.Planning.Combining;

namespace EfShard.Execution.Combining;

/// <summary>The groups seen so far, found by their keys.</summary>
internal sealed class GroupTable
{
    private readonly CombinePlan _plan;
    private readonly ValueComparison[] _keys;
    private readonly Func<DbDataReader, int, object>[] _values;
    private readonly Dictionary<object?[], Group> _byKey;
    private readonly List<Group> _groups = [];
    private readonly object?[] _probe;

    public GroupTable(CombinePlan plan)
    {
        _plan = plan;
        _keys = plan.Keys.Select(k => ValueComparison.Of(k.Equality)).ToArray();
        _values = plan.Values.Select(v => v.Mapping is { } mapping ? MappedRead.Of(mapping) : ValueComparison.Of(v.Order!.Value).Read).ToArray();
        _byKey = new Dictionary<object?[], Group>(new GroupKeyComparer(_keys));
        _probe = new object?[_keys.Length];
        if (!plan.IsGrouped)
        {
            // An aggregate over nothing is a row too.
            AddGroup(_probe);
        }
    }

    public IReadOnlyList<Group> Groups => _groups;

    /// <summary>Adds a leg's current row to its group.</summary>
    public void Add(DbDataReader row)
    {
        for (var i = 0; i < _keys.Length; i++)
        {
            _probe[i] = _keys[i].ReadOrNull(row, _plan.Keys[i].Ordinal);
        }

        if (!_byKey.TryGetValue(_probe, out var group))
        {
            group = AddGroup([.. _probe]);
        }

        if (group.Values is null)
        {
            group.Values = new object?[_values.Length];
            for (var i = 0; i < _values.Length; i++)
            {
                group.Values[i] = Read(row, _plan.Values[i].Ordinal, _values[i]);
            }
        }

        foreach (var accumulator in group.Accumulators)
        {
            accumulator.Add(row);
        }
    }

    private Group AddGroup(object?[] key)
    {
        var group = new Group(_plan.Aggregates.Select(Accumulator.Create).ToArray());
        _byKey.Add(key, group);
        _groups.Add(group);
        return group;
    }

    private static object? Read(DbDataReader row, int ordinal, Func<DbDataReader, int, object> read) => row.IsDBNull(ordinal) ? null : read(row, ordinal);
}
