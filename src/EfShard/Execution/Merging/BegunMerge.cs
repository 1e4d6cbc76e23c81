namespace EfShard.Execution.Merging;

/// <summary>A merge that was advanced to its first row already, by somebody who had to see it first.</summary>
/// <param name="inner">The merge.</param>
/// <param name="first">What it returned.</param>
internal sealed class BegunMerge(RowMerge inner, int first) : RowMerge
{
    private bool _isPast;

    public override int Next()
    {
        if (_isPast)
        {
            return inner.Next();
        }

        _isPast = true;
        return first;
    }

    public override ValueTask<int> NextAsync(CancellationToken cancellationToken)
    {
        if (_isPast)
        {
            return inner.NextAsync(cancellationToken);
        }

        _isPast = true;
        return new ValueTask<int>(first);
    }
}
