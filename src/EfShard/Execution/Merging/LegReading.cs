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

    /// <summary>Most rows are there already: no state machine is made for them, here or in the merges.</summary>
    public static Task<bool> ReadNamedAsync(this RelationalDataReader leg, CancellationToken cancellationToken)
    {
        try
        {
            var reading = leg.ReadAsync(cancellationToken);
            return reading.IsCompletedSuccessfully ? reading : NamedAsync(reading, leg);
        }
        catch (Exception exception)
        {
            Name(exception, leg);
            throw;
        }
    }

    private static async Task<bool> NamedAsync(Task<bool> reading, RelationalDataReader leg)
    {
        try
        {
            return await reading.ConfigureAwait(false);
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
