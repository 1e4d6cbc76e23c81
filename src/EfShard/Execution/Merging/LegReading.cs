using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Merging;

/// <summary>Reads a leg's next row; a failure is named after the leg's shard.</summary>
internal static class LegReading
{
    public static bool ReadNamed(this RelationalDataReader leg)
    {
        try
        {
            return leg.Read();
        }
        catch (Exception exception)
        {
            Name(exception, leg);
            throw;
        }
    }

    public static async Task<bool> ReadNamedAsync(this RelationalDataReader leg, CancellationToken cancellationToken)
    {
        try
        {
            return await leg.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Name(exception, leg);
            throw;
        }
    }

    private static void Name(Exception exception, RelationalDataReader leg)
        => exception.Data[ShardingExceptionExtensions.DataKey] = (leg.RelationalConnection as ShardConnection)?.Shard.Name;
}
