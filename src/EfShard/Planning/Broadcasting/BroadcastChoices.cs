using EfShard.Planning.Gathering;

namespace EfShard.Planning.Broadcasting;

/// <summary>Chooses which parts of a statement may be the ones that are sent, and in which order choices are looked at.</summary>
internal static class BroadcastChoices
{
    /// <summary>Of more parts not every choice is looked at, only each by itself.</summary>
    private const int MostParts = 5;

    /// <summary>What a gather would ship in any case, each part of it once; the choice that promises the fewest rows first. Unsharded tables are sent always.</summary>
    public static IEnumerable<IReadOnlyList<BroadcastCandidate>> Bounded(IReadOnlyList<BroadcastCandidate> candidates, Func<BroadcastCandidate, ShippedPart?> bound)
    {
        var always = Unsharded(candidates);
        if (always.Count > 0)
        {
            yield return always;
        }

        var bounded = candidates.Except(always).Select(c => (Candidate: c, Part: bound(c))).Where(c => c.Part is not null).ToList();
        foreach (var sent in Subsets(bounded)
                     .Where(sent => sent.DistinctBy(s => s.Part).Count() == sent.Count)
                     .OrderBy(sent => sent.Max(s => s.Candidate.Size))
                     .ThenBy(sent => sent.Count))
        {
            yield return [.. always, .. sent.Select(s => s.Candidate)];
        }
    }

    /// <summary>What may be few where others are known to be many. What stays on its shards must not promise to be fewer.</summary>
    /// <param name="candidates">All that could be sent.</param>
    /// <param name="many">What is not sent.</param>
    public static IEnumerable<IReadOnlyList<BroadcastCandidate>> Others(IReadOnlyList<BroadcastCandidate> candidates, IReadOnlyList<BroadcastCandidate> many)
    {
        var always = Unsharded(candidates);
        var sharded = candidates.Except(always).ToList();
        return Subsets(sharded.Except(many).ToList())
            .Where(sent => sharded.Except(sent).Min(s => s.Size) is var least && sent.TrueForAll(s => s.Size <= least))
            .OrderBy(sent => sent.Max(s => s.Size))
            .ThenBy(sent => sent.Count)
            .Select(sent => (IReadOnlyList<BroadcastCandidate>)[.. always, .. sent]);
    }

    private static List<BroadcastCandidate> Unsharded(IReadOnlyList<BroadcastCandidate> candidates) => candidates.Where(c => c.Size is BroadcastSize.Unsharded).ToList();

    private static IEnumerable<List<T>> Subsets<T>(IReadOnlyList<T> of)
        => of.Count > MostParts ? of.Select(one => new List<T> { one })
            : Enumerable.Range(1, (1 << of.Count) - 1).Select(mask => of.Where((_, i) => (mask >> i & 1) == 1).ToList());
}
