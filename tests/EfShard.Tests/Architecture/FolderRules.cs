namespace EfShard.Tests.Architecture;

/// <summary>
///     Who may use whom in src/EfShard. The whole table, in one place: change it here, with the reason, or change the code.
/// </summary>
/// <remarks>
///     Two areas are not folders but files of the root: <see cref="Doors" />, the public extension methods, the facade and the session, which nothing else uses; and
///     <see cref="Vocabulary" />, the public exceptions, enums and handles, which everybody may use. The builders there are the
///     public face of Infrastructure and count with it.
/// </remarks>
internal static class FolderRules
{
    public const string Doors = "(doors)";
    public const string Vocabulary = "(vocabulary)";
    public const string Builders = "Infrastructure";

    /// <summary>An area, and the areas that its types may use besides their own, <see cref="Vocabulary" /> and Diagnostics.</summary>
    public static IReadOnlyDictionary<string, string[]> MayUse { get; } = new Dictionary<string, string[]>
    {
        [Vocabulary] = [],
        ["Diagnostics"] = [],
        ["Strategies"] = [],
        ["Model"] = ["Strategies"],
        ["Planning"] = ["Model", "Strategies"],
        ["Topology"] = ["Strategies"],
        ["Sessions"] = ["Topology"],
        ["Infrastructure"] = ["Strategies", "Model", "Topology", "Providers"],
        // A provider tells the planner what its SQL means.
        ["Providers"] = ["Strategies", "Model", "Planning", "Topology"],
        ["Schema"] = ["Strategies", "Model", "Topology", "Providers", "Infrastructure"],
        // An id carries the slot of a shard key; who may make it is leased from a shard.
        ["Ids"] = ["Strategies", "Model", "Topology", "Providers", "Infrastructure"],
        // A connection is handed out once its shard's map has been compared.
        ["Execution"] = ["Strategies", "Model", "Planning", "Topology", "Sessions", "Providers", "Infrastructure", "Schema"],
        // Participants are told side by side, as legs are.
        ["Commit"] = ["Topology", "Providers", "Execution"],
        // A save runs legs over the same connections as a query.
        ["Update"] = ["Strategies", "Model", "Topology", "Sessions", "Providers", "Infrastructure", "Execution", "Commit"],
    };

    /// <summary>These may use every folder: they put the others together.</summary>
    public static IReadOnlySet<string> Unbounded { get; } = new HashSet<string> { Doors, "Integration" };

    /// <summary>Single steps outside the table, from a type to an area.</summary>
    public static IReadOnlyDictionary<(string Type, string Area), string> Exceptions { get; } = new Dictionary<(string, string), string>
    {
        [("ShardingOptionsExtension", "Integration")] = "EF Core asks the options' extension to register the services.",
        [("DatabaseDialect", "Infrastructure")] = "The error about an unknown provider stands with the other errors of configuration.",
    };

    /// <summary>Types that an area must not touch, by the beginning of their full names.</summary>
    public static IReadOnlyDictionary<string, string[]> MustNotTouch { get; } = new Dictionary<string, string[]>
    {
        // A plan is cached and shared: it knows no connection and no parameter's value.
        ["Planning"] = ["System.Data.Common.", "System.Data.IDb", "Npgsql.", "Microsoft.Data.", "Microsoft.EntityFrameworkCore.Storage.IRelationalConnection"],
        // Pure: no EF Core, no I/O, no clock, no chance.
        ["Strategies"] =
        [
            "Microsoft.EntityFrameworkCore.", "System.Data.", "System.IO.", "System.Net.", "System.TimeProvider", "System.Random",
            "System.Diagnostics.Stopwatch", "System.Threading.Timer",
        ],
    };
}
