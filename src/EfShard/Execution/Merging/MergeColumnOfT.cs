using System.Data.Common;
using EfShard.Planning;

namespace EfShard.Execution.Merging;

/// <summary>A <see cref="MergeColumn" /> of one type of value: read without boxing, nulls kept apart.</summary>
internal sealed class MergeColumn<T>(MergeKey key, int legs, Func<DbDataReader, int, T> read, IComparer<T> comparer) : MergeColumn
{
    private readonly T[] _values = new T[legs];
    private readonly bool[] _isNull = new bool[legs];

    public override void Load(int leg, DbDataReader reader)
    {
        _isNull[leg] = reader.IsDBNull(key.Ordinal);
        _values[leg] = _isNull[leg] ? default! : read(reader, key.Ordinal);
    }

    public override int Compare(int left, int right)
    {
        if (_isNull[left] || _isNull[right])
        {
            var nulls = _isNull[left].CompareTo(_isNull[right]);
            return key.NullsFirst ? -nulls : nulls;
        }

        var result = comparer.Compare(_values[left], _values[right]);
        return key.IsAscending ? result : -result;
    }
}
