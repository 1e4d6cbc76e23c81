namespace EfShard.Strategies;

/// <summary>The order of single-component keys of one kind: numbers and times by value, text and Guids by the bytes that the hash reads.</summary>
internal static class ShardKeyOrder
{
    public static int Compare(in ShardKey left, in ShardKey right) => left.Kind switch
    {
        ShardKeyKind.Text => CodePointOrder.Instance.Compare(left.Text, right.Text),
        ShardKeyKind.Guid => Compare(left.Guid, right.Guid),
        _ => left.Number.CompareTo(right.Number),
    };

    // System.Guid's own order differs: it compares the first fields as numbers of the machine's own byte order.
    public static int Compare(Guid left, Guid right)
    {
        Span<byte> leftBytes = stackalloc byte[16];
        Span<byte> rightBytes = stackalloc byte[16];
        left.TryWriteBytes(leftBytes, bigEndian: true, out _);
        right.TryWriteBytes(rightBytes, bigEndian: true, out _);
        return leftBytes.SequenceCompareTo(rightBytes);
    }
}
