using EfShard.Planning;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Merging;

/// <summary>Chooses, of legs that return one truth value each, one that returns the answer for all of them.</summary>
internal sealed class TruthRowMerge(RelationalDataReader[] legs, TruthMerge truth) : RowMerge
{
    private bool _answered;

    public override int Next()
    {
        if (_answered)
        {
            return End;
        }

        foreach (var leg in legs)
        {
            leg.ReadNamed();
        }

        return Choose();
    }

    public override async ValueTask<int> NextAsync(CancellationToken cancellationToken)
    {
        if (_answered)
        {
            return End;
        }

        foreach (var leg in legs)
        {
            await leg.ReadNamedAsync(cancellationToken).ConfigureAwait(false);
        }

        return Choose();
    }

    /// <summary>The deciding value if any leg has it, else "unknown" if any leg has that, else the other value.</summary>
    private int Choose()
    {
        _answered = true;
        var unknown = End;
        for (var i = 0; i < legs.Length; i++)
        {
            var reader = legs[i].DbDataReader;
            if (reader.IsDBNull(0))
            {
                unknown = i;
            }
            else if (reader.GetBoolean(0) == (truth is TruthMerge.Any))
            {
                return i;
            }
        }

        return unknown == End ? 0 : unknown;
    }
}
