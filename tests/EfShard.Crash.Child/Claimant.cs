using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EfShard.Crash.Child;

/// <summary>A process that wants names, as others do at the same time.</summary>
public static class Claimant
{
    /// <summary>Says that it is ready, waits for a line, and saves a person for each of the names "claim-0", ...; a line for each name that it won or lost.</summary>
    public static async Task RunAsync(IReadOnlyList<string> shards, int worker, int count)
    {
        await using (var context = PeopleContext.Over(shards))
        {
            await context.People.CountAsync();
        }

        Console.WriteLine("ready");
        if (Console.ReadLine() is null)
        {
            return;
        }

        for (var n = 0; n < count; n++)
        {
            var outcome = await ClaimAsync(shards, worker, n);
            Console.WriteLine($"{outcome} {n} {worker}");
        }
    }

    private static async Task<string> ClaimAsync(IReadOnlyList<string> shards, int worker, int n)
    {
        while (true)
        {
            await using var context = PeopleContext.Over(shards);
            context.Add(new Person { Id = 1_000_000 + (1000 * worker) + n, Name = $"claim-{n}" });
            try
            {
                _ = worker % 2 == 0 ? await context.SaveChangesAsync() : context.SaveChanges();
                return "won";
            }
            catch (DuplicateValueException)
            {
                return "lost";
            }
            catch (DbUpdateException waited) when (waited.InnerException is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected })
            {
                // It is rolled back, and another holds the name for now.
            }
        }
    }
}
