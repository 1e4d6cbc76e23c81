namespace EfShard.Execution.Merging;

/// <summary>Sqlite's NOCASE: by UTF-8 bytes, the 26 capital letters of ASCII folded to small ones (https://sqlite.org/datatype3.html#collation).</summary>
internal sealed class AsciiCaseComparer : IComparer<string>
{
    public static readonly AsciiCaseComparer Instance = new();

    public int Compare(string? x, string? y) => Strategies.CodePointOrder.Instance.Compare(Fold(x), Fold(y));

    /// <summary>Equal for texts that compare as equal.</summary>
    public static int Hash(string text) => Fold(text)!.GetHashCode(StringComparison.Ordinal);

    private static string? Fold(string? text)
        => text is null || !text.AsSpan().ContainsAnyInRange('A', 'Z')
            ? text
            : string.Create(text.Length, text, static (folded, source) =>
            {
                for (var i = 0; i < folded.Length; i++)
                {
                    folded[i] = char.IsAsciiLetterUpper(source[i]) ? (char)(source[i] | 0x20) : source[i];
                }
            });
}
