using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Model;

/// <summary>
///     Which database a property is mapped for, told from its type mapping: neither the model nor its validator knows the provider, and
///     the providers' packages need not be there.
/// </summary>
internal static class StoreDialect
{
    public static bool IsPostgres(RelationalTypeMapping mapping) => NamespaceOf(mapping).StartsWith("Npgsql.", StringComparison.Ordinal);

    public static bool IsSqlite(RelationalTypeMapping mapping) => NamespaceOf(mapping).Contains(".Sqlite.", StringComparison.Ordinal);

    public static bool IsMySql(RelationalTypeMapping mapping) => NamespaceOf(mapping).Contains("MySql", StringComparison.Ordinal);

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

    private static string NamespaceOf(RelationalTypeMapping mapping) => mapping.GetType().Namespace ?? "";
}
