using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Merging;

/// <summary>
///     A streaming k-way merge of legs that are each in order: a binary heap of the legs by their current rows. Rows that are equal in every key
///     come in the shards' order, and within a shard in its own. Further keys are read only where rows are equal in those before: a leg stands on its row until that has come,
///     so that it can still be asked.
/// </summary>
internal sealed class OrderedMerge(RelationalDataReader[] legs, MergeColumn[] keys) : RowMerge
{
    private readonly int[] _heap = new int[legs.Length];
    private readonly int[] _loaded = new int[legs.Length];
    private int _count = -1;

    private int Top => _count == 0 ? End : _heap[0];

    public override int Next()
    {
        if (_count < 0)
        {
            _count = 0;
            for (var leg = 0; leg < legs.Length; leg++)
            {
                Enter(leg, legs[leg].ReadNamed());
            }
        }
        else if (_count > 0)
        {
            Replace(legs[_heap[0]].ReadNamed());
        }

        return Top;
    }

    public override ValueTask<int> NextAsync(CancellationToken cancellationToken)
    {
        if (_count < 0)
        {
            return FirstAsync(cancellationToken);
        }

        if (_count == 0)
        {
            return new ValueTask<int>(End);
        }

        var reading = legs[_heap[0]].ReadNamedAsync(cancellationToken);
        return reading.IsCompletedSuccessfully ? new ValueTask<int>(Replace(reading.Result)) : ReplaceAsync(reading);
    }

    private async ValueTask<int> FirstAsync(CancellationToken cancellationToken)
    {
        _count = 0;
        var first = new Task<bool>[legs.Length];
        for (var leg = 0; leg < legs.Length; leg++)
        {
            first[leg] = legs[leg].ReadNamedAsync(cancellationToken);
        }

        await Task.WhenAll(first).ConfigureAwait(false);
        for (var leg = 0; leg < legs.Length; leg++)
        {
            Enter(leg, await first[leg].ConfigureAwait(false));
        }

        return Top;
    }

    private async ValueTask<int> ReplaceAsync(Task<bool> reading) => Replace(await reading.ConfigureAwait(false));

    private void Enter(int leg, bool hasRow)
    {
        if (!hasRow)
        {
            return;
        }

        Load(leg);
        var i = _count++;
        while (i > 0 && Compare(leg, _heap[(i - 1) / 2]) < 0)
        {
            _heap[i] = _heap[(i - 1) / 2];
            i = (i - 1) / 2;
        }

        _heap[i] = leg;
    }

    /// <summary>The first leg has moved on: let it sink to its new place, or leave if it has no more rows.</summary>
    /// <returns>The leg that is first now.</returns>
    private int Replace(bool hasRow)
    {
        var leg = _heap[0];
        if (hasRow)
        {
            Load(leg);
        }
        else if (--_count == 0)
        {
            return End;
        }
        else
        {
            leg = _heap[_count];
        }

        var i = 0;
        for (var child = 1; child < _count; child = (2 * i) + 1)
        {
            if (child + 1 < _count && Compare(_heap[child + 1], _heap[child]) < 0)
            {
                child++;
            }

            if (Compare(leg, _heap[child]) <= 0)
            {
                break;
            }

            _heap[i] = _heap[child];
            i = child;
        }

        _heap[i] = leg;
        return Top;
    }

    private void Load(int leg)
    {
        keys[0].Load(leg, legs[leg].DbDataReader);
        _loaded[leg] = 1;
    }

    private int Compare(int left, int right)
    {
        for (var key = 0; key < keys.Length; key++)
        {
            Demand(left, key);
            Demand(right, key);
            var result = keys[key].Compare(left, right);
            if (result != 0)
            {
                return result;
            }
        }

        return left.CompareTo(right);
    }

    private void Demand(int leg, int key)
    {
        if (_loaded[leg] <= key)
        {
            keys[key].Load(leg, legs[leg].DbDataReader);
            _loaded[leg] = key + 1;
        }
    }
}
