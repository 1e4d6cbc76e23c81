namespace EfShard.Strategies;

/// <summary>
///     Orders strings by code points, which is the order of their UTF-8 bytes: PostgreSQL's C collation and Sqlite's BINARY.
///     <see cref="StringComparer.Ordinal" /> differs from it, because UTF-16 puts the characters beyond U+FFFF, as surrogates, before
///     U+E000 to U+FFFF. An absent string comes first.
/// </summary>
internal sealed class CodePointOrder : IComparer<string>
{
    public static CodePointOrder Instance { get; } = new();

    private CodePointOrder()
    {
    }

    public int Compare(string? x, string? y)
        => x is null ? (y is null ? 0 : -1) : y is null ? 1 : Compare(x.AsSpan(), y.AsSpan());

    public static int Compare(ReadOnlySpan<char> x, ReadOnlySpan<char> y)
    {
        var same = x.CommonPrefixLength(y);
        return same == x.Length || same == y.Length
            ? x.Length.CompareTo(y.Length)
            : Rank(x[same]).CompareTo(Rank(y[same]));
    }

    // Swaps the surrogates with what follows them, so that they rank last, as the characters that they stand for do.
    private static int Rank(char unit)
        => unit < '\uD800' ? unit : char.IsSurrogate(unit) ? unit + 0x2000 : unit - 0x800;
}
