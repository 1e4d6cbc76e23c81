using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Merging;

/// <summary>One leg after the other, in the shards' order.</summary>
internal sealed class ConcatenatingMerge(RelationalDataReader[] legs) : RowMerge
{
    private int _current;

    public override int Next()
    {
        while (_current < legs.Length)
        {
            if (legs[_current].ReadNamed())
            {
                return _current;
            }

            _current++;
        }

        return End;
    }

    public override async ValueTask<int> NextAsync(CancellationToken cancellationToken)
    {
        while (_current < legs.Length)
        {
            if (await legs[_current].ReadNamedAsync(cancellationToken).ConfigureAwait(false))
            {
                return _current;
            }

            _current++;
        }

        return End;
    }
}
