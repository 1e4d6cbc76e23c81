using System.Data.Common;
using EfShard.Planning;

namespace EfShard.Execution.Merging;

/// <summary>One key of a merge: keeps the value of each leg's current row and compares two of them as the database would.</summary>
internal abstract class MergeColumn
{
    /// <summary>Makes the keys of a merge.</summary>
    public static MergeColumn[] Of(IReadOnlyList<MergeKey> keys, int legs)
        => [.. keys.Select(key => ValueComparison.Of(key.Order).CreateColumn(key, legs))];

    /// <summary>Reads the value of a leg's new current row.</summary>
    public abstract void Load(int leg, DbDataReader reader);

    /// <summary>Compares the current rows of two legs in the key's direction.</summary>
    public abstract int Compare(int left, int right);
}
