namespace EfShard.Benchmarks.ByHand;

/// <summary>Merges sorted lists by a heap of their heads.</summary>
internal static class HeapMerge
{
    public static IEnumerable<T> Merge<T, TKey>(IReadOnlyList<List<T>> legs, Func<T, TKey> keyOf)
    {
        var heads = new PriorityQueue<(int Leg, int Row), TKey>(legs.Count);
        for (var leg = 0; leg < legs.Count; leg++)
        {
            Enqueue(leg, 0);
        }

        while (heads.TryDequeue(out var head, out _))
        {
            yield return legs[head.Leg][head.Row];
            Enqueue(head.Leg, head.Row + 1);
        }

        void Enqueue(int leg, int row)
        {
            if (row < legs[leg].Count)
            {
                heads.Enqueue((leg, row), keyOf(legs[leg][row]));
            }
        }
    }
}
