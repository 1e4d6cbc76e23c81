namespace EfShard.Execution.Merging;

/// <summary>PostgreSQL's order of uuids: their sixteen bytes in network order.</summary>
internal sealed class NetworkOrderComparer : IComparer<Guid>
{
    public static readonly NetworkOrderComparer Instance = new();

    public int Compare(Guid x, Guid y) => Strategies.ShardKeyOrder.Compare(x, y);
}
