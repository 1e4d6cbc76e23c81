using EfShard.Execution.Merging;
using EfShard.Planning.Paging;

namespace EfShard.Execution.Paging;

/// <summary>
///     Finds about where a page begins on each leg: rows are counted there, and every so many of them is returned with its number. In rounds, because a
///     leg is asked for little more than its share, and one that has more rows before the page than others is asked again.
/// </summary>
internal sealed class PageStarts(PageSteps steps)
{
    private const int Rounds = 8;

    /// <summary>How much more than its share a leg is asked for.</summary>
    private const double Margin = 1.25;

    /// <summary>For each leg, a number of its first rows that are all before the page, unless others write meanwhile.</summary>
    public async ValueTask<long[]> FindAsync(long offset, CancellationToken cancellationToken)
    {
        var starts = new long[steps.Legs.Length];
        for (var round = 0; round < Rounds; round++)
        {
            // Then about as many samples are read as rows after them.
            var share = Math.Max(0, offset - starts.Sum()) / starts.Length;
            var stride = (long)Math.Sqrt(share);
            var window = (long)(share * Margin * (1 << round)) + stride;
            if (stride < 4 || !await AdvanceAsync(starts, offset, stride, window, cancellationToken).ConfigureAwait(false))
            {
                break;
            }
        }

        return starts;
    }

    /// <summary>Moves the starts on.</summary>
    /// <returns>Whether more rows than were looked at may be before the page.</returns>
    private async ValueTask<bool> AdvanceAsync(long[] starts, long offset, long stride, long window, CancellationToken cancellationToken)
    {
        var ends = Array.ConvertAll(starts, start => start + window);
        var slack = (starts.Length - 1) * (stride - 1);
        var samples = await steps.OpenAsync(LegPiece.PageSamples, starts, window, stride, cancellationToken).ConfigureAwait(false);
        try
        {
            var number = steps.Plan.MergeKeys.Count;
            var merge = new OrderedMerge(samples, MergeColumn.Of(steps.Plan.MergeKeys, samples));
            for (var known = starts.Sum();;)
            {
                var leg = await steps.NextAsync(merge, cancellationToken).ConfigureAwait(false);
                if (leg == RowMerge.End)
                {
                    return false;
                }

                var reached = samples[leg].DbDataReader.GetInt64(number);
                known += reached - starts[leg];

                // Up to this sample there are these rows, and fewer than a stride more on each other leg.
                if (known + slack > offset)
                {
                    return false;
                }

                starts[leg] = reached;
                if (reached + stride > ends[leg])
                {
                    return true;
                }
            }
        }
        finally
        {
            await steps.CloseAsync(samples).ConfigureAwait(false);
        }
    }
}
