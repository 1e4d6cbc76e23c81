namespace EfShard.Execution.Merging;

/// <summary>Leaves out the first rows of a merge and ends it after so many more.</summary>
internal sealed class LimitingMerge(RowMerge inner, long offset, long? limit) : RowMerge
{
    private long _toSkip = offset;
    private long _toTake = limit ?? long.MaxValue;

    public override int Next()
    {
        for (; _toSkip > 0 && _toTake > 0; _toSkip--)
        {
            if (inner.Next() == End)
            {
                _toTake = 0;
            }
        }

        return _toTake-- > 0 ? inner.Next() : End;
    }

    public override ValueTask<int> NextAsync(CancellationToken cancellationToken)
        => _toSkip > 0 ? SkipAsync(cancellationToken)
            : _toTake-- > 0 ? inner.NextAsync(cancellationToken)
            : new ValueTask<int>(End);

    private async ValueTask<int> SkipAsync(CancellationToken cancellationToken)
    {
        for (; _toSkip > 0 && _toTake > 0; _toSkip--)
        {
            if (await inner.NextAsync(cancellationToken).ConfigureAwait(false) == End)
            {
                _toTake = 0;
            }
        }

        return _toTake-- > 0 ? await inner.NextAsync(cancellationToken).ConfigureAwait(false) : End;
    }
}
