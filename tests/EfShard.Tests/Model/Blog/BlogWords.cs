namespace EfShard.Tests.Model.Blog;

/// <summary>Text that databases order in ways that programs get wrong: mixed case, accents, emoji, punctuation, blanks, the empty string.</summary>
public static class BlogWords
{
    public static IReadOnlyList<string> Words { get; } =
    [
        "apple", "Apple", "APPLE", "banana", "Banana", "cherry", "zebra", "Zebra", "äpfel", "Äpfel", "zoë", "Zoe", "zoe", "naïve", "naive",
        "straße", "strasse", "Ω mega", "日本語", "😀 smile", "🚀 launch", "～wave", "ﬀ ligature", "_under", "-dash", "'quote'", "\"double\"",
        "100%", "a_b", "a%b", "a b", "a\tb", " leading", "trailing ", "", "[bracket]", "~tilde", "0zero", "9nine", "10ten",
    ];

    public static IReadOnlyList<string> Cities { get; } = ["Oslo", "oslo", "Århus", "Aarhus", "Zürich", "Zug", "Lima", "São Paulo", "東京"];

    public static IReadOnlyList<string> Logins { get; } =
    [
        "anna", "Anna", "ANNA", "bob", "bób", "carl", "Carl_1", "carl%1", "dörte", "Dorte", "eve@example.org", "eve", "Eve ", " eve", "フジ", "😀",
        "frank", "gina", "hugo", "ida", "jan", "kim", "lea", "max", "nora", "otto", "pia", "quinn", "rosa", "sven",
    ];

    public static IReadOnlyList<string> Tenants { get; } = ["acme", "Acme", "globex", "initech", "umbrella"];

    public static IReadOnlyList<string> Regions { get; } = ["eu", "us", "apac"];
}
