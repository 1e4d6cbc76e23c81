using Microsoft.EntityFrameworkCore;

namespace EfShard.Crash.Child;

/// <summary>A process that recovers what others have left.</summary>
public static class Rescuer
{
    /// <summary>Does it once without effect, so that all who are ready begin at the same time.</summary>
    public static async Task WarmUpAsync(IReadOnlyList<string> shards)
    {
        await using var context = LedgerContext.Over(shards);
        await context.Sharding().FindInDoubtAsync();
    }

    /// <summary>Says that it is ready, waits for a line, and recovers until nothing is in doubt. Then a line tells how many parts it has committed and rolled back.</summary>
    /// <returns>Whether all was ended.</returns>
    public static async Task<bool> RunAsync(IReadOnlyList<string> shards, TimeSpan grace)
    {
        await using var context = LedgerContext.Over(shards);
        Console.WriteLine("ready");
        if (Console.ReadLine() is null)
        {
            return false;
        }

        var (committed, rolledBack) = (0, 0);
        for (var round = 0; round < 300; round++)
        {
            var report = await context.Sharding().RecoverInDoubtAsync(grace);
            committed += report.Committed;
            rolledBack += report.RolledBack;
            if (report.Failures.Count > 0)
            {
                Console.WriteLine("failed " + string.Join("; ", report.Failures.Select(failure => failure.Value.ToString().ReplaceLineEndings(" "))));
                return false;
            }

            if (report.InDoubt.Count == 0)
            {
                Console.WriteLine($"ended {committed} {rolledBack}");
                return true;
            }

            await Task.Delay(100);
        }

        Console.WriteLine("failed: something stays in doubt");
        return false;
    }
}
