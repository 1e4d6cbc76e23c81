using EfShard.Execution.Merging;
using EfShard.Planning;
using EfShard.Planning.Paging;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Paging;

/// <summary>
///     Reads a page far down in up to three steps: every so many sort keys of each shard say where about it begins there, the sort keys from
///     there on which rows it has, and those are fetched by their primary keys. docs/paging.md says why it is right while others write.
/// </summary>
/// <param name="steps">The legs.</param>
/// <param name="pushdown">What is done with their rows.</param>
internal sealed class KeysFirstPage(PageSteps steps, Pushdown pushdown)
{
    /// <summary>A page of more rows costs as much as the rows before it.</summary>
    private const int MostRows = 256;

    /// <summary>More values in one statement than this take longer to plan than to find.</summary>
    private const int MostValues = 1024;

    /// <summary>Rows that vanish between two steps are rare; a page where they keep vanishing is read in one.</summary>
    private const int Attempts = 3;

    /// <summary>Whether a page is worth the steps.</summary>
    public static bool Suits(Pushdown pushdown, ShardTopology topology, long offset, long? limit)
        => pushdown.Page is { } page && offset >= topology.KeysFirstFrom && limit is > 0 and <= MostRows && limit * page.RowKey.Count <= MostValues;

    /// <summary>Reads the page.</summary>
    /// <param name="offset">How many rows it skips.</param>
    /// <param name="limit">How many it has.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>Its rows; <see langword="null" /> if what others write prevents that.</returns>
    public async ValueTask<LegRows?> ReadAsync(long offset, long limit, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var starts = await new PageStarts(steps).FindAsync(offset, cancellationToken).ConfigureAwait(false);
            if (await FindRowsAsync(starts, offset, limit, cancellationToken).ConfigureAwait(false) is { } keys
                && await FetchAsync(keys, cancellationToken).ConfigureAwait(false) is { } rows)
            {
                return rows;
            }
        }

        return null;
    }

    /// <summary>The primary keys of the page's rows on each leg; <see langword="null" /> if a start is too late by now.</summary>
    private async ValueTask<List<object?[]>[]?> FindRowsAsync(long[] starts, long offset, long limit, CancellationToken cancellationToken)
    {
        // One row early: as long as that one is before the page, nothing of the page is before it.
        for (var leg = 0; leg < starts.Length; leg++)
        {
            starts[leg] = Math.Max(0, starts[leg] - 1);
        }

        var toSkip = offset - starts.Sum();
        var keys = Array.ConvertAll(steps.Legs, _ => new List<object?[]>());
        var skipped = new bool[steps.Legs.Length];
        var cursors = await steps.OpenAsync(LegPiece.PageKeys, starts, toSkip + limit, stride: 1, cancellationToken).ConfigureAwait(false);
        try
        {
            var merge = new OrderedMerge(cursors, MergeColumn.Of(steps.Plan.MergeKeys, cursors));
            for (; toSkip > 0; toSkip--)
            {
                var leg = await steps.NextAsync(merge, cancellationToken).ConfigureAwait(false);
                if (leg == RowMerge.End)
                {
                    break;
                }

                skipped[leg] = true;
            }

            for (var leg = 0; leg < starts.Length; leg++)
            {
                if (starts[leg] > 0 && !skipped[leg])
                {
                    return null;
                }
            }

            var read = new KeyReader(steps.Plan);
            for (; limit > 0; limit--)
            {
                var leg = await steps.NextAsync(merge, cancellationToken).ConfigureAwait(false);
                if (leg == RowMerge.End)
                {
                    break;
                }

                keys[leg].Add(read.Read(cursors[leg].DbDataReader));
            }

            return keys;
        }
        finally
        {
            await steps.CloseAsync(cursors).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the rows themselves; <see langword="null" /> if some are gone.</summary>
    private async ValueTask<LegRows?> FetchAsync(List<object?[]>[] keys, CancellationToken cancellationToken)
    {
        var asked = keys.Zip(steps.Legs).Where(pair => pair.First.Count > 0).Select(pair => (Keys: pair.First, Leg: pair.Second)).ToArray();
        if (asked.Length == 0)
        {
            return new LegRows([], null!);
        }

        var statements = Array.ConvertAll(asked, pair => steps.Fetch(pair.Leg, pair.Keys));
        var rows = await steps.OpenAsync(statements, cancellationToken).ConfigureAwait(false);
        try
        {
            RowMerge merge = new OrderedMerge(rows, MergeColumn.Of(pushdown.MergeKeys, rows));
            merge = new BegunMerge(merge, await steps.NextAsync(merge, cancellationToken).ConfigureAwait(false));
            for (var leg = 0; leg < rows.Length; leg++)
            {
                var reader = rows[leg].DbDataReader;
                if (!reader.HasRows || reader.GetInt64(steps.Plan.CountOrdinal) != asked[leg].Keys.Count)
                {
                    await steps.CloseAsync(rows).ConfigureAwait(false);
                    return null;
                }
            }

            merge = pushdown.RequiredColumns.Count == 0 ? merge : new RequiringMerge(merge, rows, pushdown.RequiredColumns);
            return new LegRows(rows, MergedDataReader.Of(rows, merge));
        }
        catch
        {
            await steps.CloseAsync(rows).ConfigureAwait(false);
            throw;
        }
    }
}
