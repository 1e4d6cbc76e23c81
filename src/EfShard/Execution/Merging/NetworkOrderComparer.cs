namespace EfShard.Execution.Merging;

/// <summary>PostgreSQL's order of uuids: their sixteen bytes in network order.</summary>
internal sealed class NetworkOrderComparer : IComparer<Guid>
{
    public static readonly NetworkOrderComparer Instance = new();

    public int Compare(Guid x, Guid y)
    {
        Span<byte> left = stackalloc byte[16];
        Span<byte> right = stackalloc byte[16];
        x.TryWriteBytes(left, bigEndian: true, out _);
        y.TryWriteBytes(right, bigEndian: true, out _);
        return left.SequenceCompareTo(right);
    }
}
