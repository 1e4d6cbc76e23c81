using System.Collections.Concurrent;

namespace EfShard.Commit;

/// <summary>
///     What this process knows of its own commits over several shards that ended with an exception, so that whoever asks by the id alone, as <c>verifySucceeded</c>
///     does, is not told less. Of commits that return nothing is kept. The oldest are forgotten. For all contexts: ids are unique.
/// </summary>
internal static class CommitMemory
{
    private const int Most = 10_000;

    private static readonly ConcurrentDictionary<Guid, (CommitOutcome Outcome, string Decider)> Known = new();
    private static readonly ConcurrentQueue<Guid> Ids = new();

    /// <summary>Notes how a commit ended; <see cref="CommitOutcome.Undecided" /> if only its decider knows.</summary>
    public static void Note(Guid id, CommitOutcome outcome, string decider)
    {
        Known[id] = (outcome, decider);
        Ids.Enqueue(id);
        while (Ids.Count > Most && Ids.TryDequeue(out var oldest))
        {
            Known.TryRemove(oldest, out _);
        }
    }

    public static (CommitOutcome Outcome, string Decider)? Find(Guid id) => Known.TryGetValue(id, out var known) ? known : null;
}
