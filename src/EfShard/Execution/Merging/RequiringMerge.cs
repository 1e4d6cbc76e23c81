using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Merging;

/// <summary>Leaves out rows in which a column is null that an inner join would have filled.</summary>
internal sealed class RequiringMerge(RowMerge inner, RelationalDataReader[] legs, IReadOnlyList<int> columns) : RowMerge
{
    public override int Next()
    {
        int leg;
        do
        {
            leg = inner.Next();
        }
        while (leg != End && LacksAny(leg));

        return leg;
    }

    public override async ValueTask<int> NextAsync(CancellationToken cancellationToken)
    {
        int leg;
        do
        {
            leg = await inner.NextAsync(cancellationToken).ConfigureAwait(false);
        }
        while (leg != End && LacksAny(leg));

        return leg;
    }

    private bool LacksAny(int leg)
    {
        var reader = legs[leg].DbDataReader;
        foreach (var column in columns)
        {
            if (reader.IsDBNull(column))
            {
                return true;
            }
        }

        return false;
    }
}
