using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Model;

/// <summary>
///     Which database a model is for. Its conventions were told the provider and wrote it down: later, neither the validator nor the runtime
///     model knows it, type mappings do not always show it, and the other providers' packages need not be there.
/// </summary>
internal static class StoreDialect
{
    public static bool IsPostgres(IReadOnlyModel model) => ProviderOf(model).StartsWith("Npgsql.", StringComparison.Ordinal);

    public static bool IsSqlite(IReadOnlyModel model) => ProviderOf(model).EndsWith(".Sqlite", StringComparison.Ordinal);

    public static bool IsMySql(IReadOnlyModel model) => ProviderOf(model).Contains("MySql", StringComparison.Ordinal);

    /// <summary>The store type in lower case, without length or precision.</summary>
    public static string BaseTypeName(RelationalTypeMapping mapping)
    {
        var name = mapping.StoreType;
        var open = name.IndexOf('(', StringComparison.Ordinal);
        if (open >= 0)
        {
            var close = name.IndexOf(')', open);
            name = name[..open].TrimEnd() + (close < 0 ? "" : name[(close + 1)..]);
        }

        return name.ToLowerInvariant();
    }

    private static string ProviderOf(IReadOnlyModel model) => model[ShardingAnnotations.Provider] as string ?? "";
}
