using EfShard.Replicas.Tests.Rig;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Replicas.Tests.Histories;

/// <summary>One run: clients of three levels, working side by side.</summary>
public static class Run
{
    public static readonly TimeSpan Bound = TimeSpan.FromMilliseconds(300);

    private static readonly Consistency[] Levels = [Consistency.ReadYourWrites, Consistency.Session, Consistency.BoundedStaleness(Bound)];

    /// <summary>Runs until the history says that it is enough, and returns how many operations failed.</summary>
    public static async Task<int> OperationsAsync(DbContextOptions<BankContext> options, History history, Func<bool> isEnough, int clients, int accounts, int seed)
    {
        var registers = Enumerable.Range(1, accounts).Select(a => new Register(a)).ToArray();
        var all = Enumerable.Range(0, clients).Select(i => new Client(i, Levels[i % Levels.Length], options, registers, history, seed + i)).ToArray();
        await Task.WhenAll(all.Select(c => Task.Run(() => c.RunAsync(isEnough, all))));
        foreach (var client in all)
        {
            await client.DisposeAsync();
        }

        return all.Sum(c => c.Failures);
    }

    public static TimeSpan? BoundOf(int client) => Levels[client % Levels.Length].Level is ConsistencyLevel.BoundedStaleness ? Bound : null;
}
