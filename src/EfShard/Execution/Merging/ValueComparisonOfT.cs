using System.Data.Common;
using EfShard.Planning;

namespace EfShard.Execution.Merging;

/// <summary>Values of one type.</summary>
/// <param name="read">Reads a value that is not null.</param>
/// <param name="comparer">Compares two.</param>
/// <param name="hash">Equal numbers for values that compare as equal, where the type's own hash is not that.</param>
/// <param name="readOrNull">Reads a value or null, where that is cheaper than to ask first.</param>
internal sealed class ValueComparison<T>(
    Func<DbDataReader, int, T> read, IComparer<T> comparer, Func<T, int>? hash = null, Func<DbDataReader, int, object?>? readOrNull = null) : ValueComparison
    where T : notnull
{
    public override object Read(DbDataReader reader, int ordinal) => read(reader, ordinal);

    public override object? ReadOrNull(DbDataReader reader, int ordinal)
        => readOrNull is not null ? readOrNull(reader, ordinal) : reader.IsDBNull(ordinal) ? null : read(reader, ordinal);

    public override int Compare(object? x, object? y) => comparer.Compare((T)x!, (T)y!);

    public override int GetHashCode(object obj) => hash is null ? obj.GetHashCode() : hash((T)obj);

    public override MergeColumn CreateColumn(MergeKey key, int legs) => new MergeColumn<T>(key, legs, read, comparer);
}
