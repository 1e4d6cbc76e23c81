using System.Collections.Concurrent;
using EfShard.Commit;
using Xunit;

namespace EfShard.Crash.Tests.Faults;

/// <summary>A commit that is at a step when its process is killed, among others that are at other steps.</summary>
/// <param name="Number">Which it is.</param>
/// <param name="Step">The step.</param>
/// <param name="Nth">How many times the step is reached: by the first participant, or by the second.</param>
/// <param name="Path">"async" or "sync".</param>
internal sealed record StoppedCase(int Number, CommitStep Step, int Nth, string Path)
{
    /// <summary>The steps that are reached once for each participant other than the decider.</summary>
    public static CommitStep[] OfOthers { get; } = [CommitStep.Preparing, CommitStep.Prepared, CommitStep.Completing, CommitStep.Completed];

    /// <summary>Whether it is committed on all shards in the end.</summary>
    public bool IsDecided => Step > CommitStep.Deciding;

    /// <summary>Each step before the answer, on each path; where several others take part, each of their steps once for the first of them, and once for the second.</summary>
    public static IReadOnlyList<StoppedCase> All(int firstNumber, int others)
        => (from path in new[] { "async", "sync" }
            from step in Enum.GetValues<CommitStep>()
            where step < CommitStep.Forgetting
            from nth in OfOthers.Contains(step) ? Enumerable.Range(1, others) : [1]
            select (path, step, nth)).Select((c, i) => new StoppedCase(firstNumber + i, c.step, c.nth, c.path)).ToList();

    /// <summary>Has one process do all of them, and kills it when each is at its step.</summary>
    public static async Task KillAsync(IReadOnlyList<StoppedCase> cases, string what, IEnumerable<string> shards)
    {
        using var child = ChildProcess.Start(["stop", string.Join('|', shards), what, .. cases.Select(c => $"{c.Number}:{c.Step}:{c.Nth}:{c.Path}")]);
        var (lines, all) = (new ConcurrentQueue<string>(), new TaskCompletionSource());
        var reading = child.ReadAsync(line =>
        {
            lines.Enqueue(line);
            if (lines.Count == cases.Count)
            {
                all.TrySetResult();
            }
        });
        await Task.WhenAny(all.Task, reading).WaitAsync(TimeSpan.FromMinutes(2));
        child.Kill();
        await reading;
        Assert.Equal(cases.Select(c => $"stopped {c.Number}").Order(), lines.Order());
    }
}
