namespace EfShard.Execution.Merging;

/// <summary>Bytes as unsigned numbers, the shorter first where one begins the other.</summary>
internal sealed class BytesComparer : IComparer<byte[]>
{
    public static readonly BytesComparer Instance = new();

    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);

    /// <summary>Equal for equal bytes.</summary>
    public static int Hash(byte[] bytes)
    {
        var hash = default(HashCode);
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}
