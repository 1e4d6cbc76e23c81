using System.Data.Common;
using EfShard.Planning;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Merging;

/// <summary>One key of a merge: keeps the value of each leg's current row and compares two of them as the database would.</summary>
internal abstract class MergeColumn
{
    /// <summary>Makes the keys of a merge.</summary>
    public static MergeColumn[] Of(IReadOnlyList<MergeKey> keys, RelationalDataReader[] legs)
    {
        var areSqlite = SqliteRow.IsOf(legs);
        return
        [
            .. keys.Select(key => areSqlite && key.Order is (ValueOrder.SqliteAny or ValueOrder.Integer)
                ? new SqliteMergeColumn(key, legs.Length)
                : ValueComparison.Of(key.Order).CreateColumn(key, legs.Length)),
        ];
    }

    /// <summary>Reads the value of a leg's current row.</summary>
    public abstract void Load(int leg, DbDataReader reader);

    /// <summary>Compares the current rows of two legs in the key's direction.</summary>
    public abstract int Compare(int left, int right);
}
