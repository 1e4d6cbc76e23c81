using EfShard.Execution.Merging;

namespace EfShard.Execution.Combining;

/// <summary>Keys are equal if each of their columns is, nulls being equal to each other.</summary>
internal sealed class GroupKeyComparer(ValueComparison[] columns) : IEqualityComparer<object?[]>
{
    public bool Equals(object?[]? x, object?[]? y)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (x![i] is null || y![i] is null ? x[i] != y![i] : columns[i].Compare(x[i], y[i]) != 0)
            {
                return false;
            }
        }

        return true;
    }

    public int GetHashCode(object?[] obj)
    {
        var hash = default(HashCode);
        for (var i = 0; i < columns.Length; i++)
        {
            hash.Add(obj[i] is { } value ? columns[i].GetHashCode(value) : 0);
        }

        return hash.ToHashCode();
    }
}
