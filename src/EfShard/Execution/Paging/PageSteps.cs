using EfShard.Execution.Merging;
using EfShard.Planning.Paging;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Paging;

/// <summary>Opens, reads and closes the legs of the steps of one page, waiting for them or not.</summary>
/// <param name="readers">Opens legs.</param>
/// <param name="template">The statement.</param>
/// <param name="legs">Its legs as they would be without steps.</param>
/// <param name="parameters">Its parameters.</param>
/// <param name="consistency">How fresh the answer of a replica must be; <see langword="null" /> if primaries are to answer.</param>
/// <param name="isAsync">Whether it may wait for anything but in its own thread.</param>
internal sealed class PageSteps(
    LegReaders readers, StatementTemplate template, LegStatement[] legs, RelationalCommandParameterObject parameters, Consistency? consistency, bool isAsync)
{
    public LegStatement[] Legs => legs;

    public PagePlan Plan => template.Plan.Pushdown!.Page!;

    /// <summary>Opens the legs of a step that looks at some of each leg's rows.</summary>
    /// <param name="piece">The step.</param>
    /// <param name="starts">How many rows each leg leaves out.</param>
    /// <param name="window">How many it looks at then.</param>
    /// <param name="stride">Every which of them it returns, if the step asks.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public Task<RelationalDataReader[]> OpenAsync(LegPiece piece, long[] starts, long window, long stride, CancellationToken cancellationToken)
    {
        var statements = new LegStatement[legs.Length];
        for (var i = 0; i < legs.Length; i++)
        {
            statements[i] = legs[i] with
            {
                Command = readers.On(legs[i].Shard, template).GetLeg(legs[i].ListLength, piece),
                Parameters = new Dictionary<string, object?>(legs[i].Parameters)
                {
                    [PagePlan.Start] = starts[i], [PagePlan.Window] = window, [PagePlan.Stride] = stride,
                },
            };
        }

        return OpenAsync(statements, cancellationToken);
    }

    /// <summary>What a leg runs to fetch rows by their keys.</summary>
    /// <remarks>Numbers are rounded up to powers of two, the last row repeated, so that few different statements are ever rendered.</remarks>
    public LegStatement Fetch(LegStatement leg, List<object?[]> keys)
    {
        var count = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)keys.Count);
        var values = new Dictionary<string, object?>(leg.Parameters);
        for (var row = 0; row < count; row++)
        {
            var key = keys[Math.Min(row, keys.Count - 1)];
            for (var i = 0; i < key.Length; i++)
            {
                values.Add(PagePlan.Parameter(row, i), key[i]);
            }
        }

        return leg with { Command = readers.On(leg.Shard, template).GetLeg(leg.ListLength, LegPiece.PageRows, count), Parameters = values };
    }

    public Task<RelationalDataReader[]> OpenAsync(LegStatement[] statements, CancellationToken cancellationToken)
        => isAsync
            ? readers.OpenAsync(statements, parameters, consistency, cancellationToken)
            : Task.FromResult(readers.Open(statements, parameters, consistency));

    public ValueTask<int> NextAsync(RowMerge merge, CancellationToken cancellationToken)
        => isAsync ? merge.NextAsync(cancellationToken) : new ValueTask<int>(merge.Next());

    public async ValueTask CloseAsync(RelationalDataReader[] cursors)
    {
        foreach (var cursor in cursors)
        {
            if (isAsync)
            {
                await cursor.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                cursor.Dispose();
            }
        }
    }
}
