using EfShard;

namespace BlogApp.Hosting;

/// <summary>How fresh a visitor's pages are, chosen on <c>/shards</c> and kept in a cookie: to see what each level shows.</summary>
internal static class ReadLevel
{
    public const string Cookie = "blog-level";

    /// <summary>The level of those who have chosen none.</summary>
    public const string Default = "ReadYourWrites";

    private static readonly Dictionary<string, Consistency> Levels = new(StringComparer.Ordinal)
    {
        ["Eventual"] = Consistency.Eventual,
        [Default] = Consistency.ReadYourWrites,
        ["Session"] = Consistency.Session,
        ["Strong"] = Consistency.Strong,
    };

    public static IEnumerable<string> Names => Levels.Keys;

    public static bool Exists(string? name) => name is not null && Levels.ContainsKey(name);

    /// <summary>The name of the level that a request asks for.</summary>
    public static string Of(HttpRequest request) => request.Cookies[Cookie] is { } name && Levels.ContainsKey(name) ? name : Default;

    public static Consistency Named(string name) => Levels[name];
}
