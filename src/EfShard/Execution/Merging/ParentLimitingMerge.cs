using System.Collections;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Merging;

/// <summary>
///     Skips and takes parents instead of rows: rows with equal parent keys, which the merge's order keeps together, count once. Include with
///     Take needs it, since a parent has a row for each of its children.
/// </summary>
internal sealed class ParentLimitingMerge(RowMerge inner, RelationalDataReader[] legs, IReadOnlyList<int> parentKey, long offset, long? limit) : RowMerge
{
    private object[]? _parent;
    private int _leg = End;
    private long _parents;
    private bool _ended;

    public override int Next()
    {
        while (!_ended)
        {
            if (Accept(inner.Next()) is { } leg)
            {
                return leg;
            }
        }

        return End;
    }

    public override async ValueTask<int> NextAsync(CancellationToken cancellationToken)
    {
        while (!_ended)
        {
            if (Accept(await inner.NextAsync(cancellationToken).ConfigureAwait(false)) is { } leg)
            {
                return leg;
            }
        }

        return End;
    }

    /// <summary>What to do with a row: return it, end, or (null) leave it out.</summary>
    private int? Accept(int leg)
    {
        if (leg == End || limit == 0)
        {
            _ended = true;
            return End;
        }

        var reader = legs[leg].DbDataReader;
        var parent = new object[parentKey.Count];
        for (var i = 0; i < parent.Length; i++)
        {
            parent[i] = reader.GetValue(parentKey[i]);
        }

        if (_parent is null || leg != _leg || !StructuralComparisons.StructuralEqualityComparer.Equals(parent, _parent))
        {
            (_parent, _leg) = (parent, leg);
            _parents++;
        }

        if (_parents <= offset)
        {
            return null;
        }

        if (_parents - offset > limit)
        {
            _ended = true;
            return End;
        }

        return leg;
    }
}
