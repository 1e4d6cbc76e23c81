using EfShard.Commit;

namespace EfShard.Crash.Child;

/// <summary>Commits that are on their way when their process is killed, all at the same time, each of which stops at a step of its own.</summary>
public static class StoppedWork
{
    /// <summary>Does what has a number, for each case ("number:step:nth:path"), until it reaches its step for the nth time. When it has, there is a line with the number. EF Core is used to at most twenty options a process.</summary>
    public static async Task RunAsync(IReadOnlyList<string> cases, Func<int, bool, Task> work)
    {
        // Each holds a thread, or two.
        ThreadPool.SetMinThreads(4 * cases.Count, 4 * cases.Count);
        await Task.WhenAll(cases.Select(text => Task.Run(async () =>
        {
            var words = text.Split(':');
            var (step, nth) = (Enum.Parse<CommitStep>(words[1]), int.Parse(words[2]));
            CommitRules.AtOwnStep = (reached, _) =>
            {
                if (reached == step && Interlocked.Decrement(ref nth) == 0)
                {
                    Console.WriteLine($"stopped {words[0]}");
                    Thread.Sleep(Timeout.Infinite);
                }
            };
            try
            {
                await work(int.Parse(words[0]), words[3] == "async");
                Console.WriteLine($"missed {words[0]}");
            }
            catch (Exception failure)
            {
                Console.WriteLine($"failed {words[0]} {failure.Message.ReplaceLineEndings(" ")}");
            }
        })));
    }
}
