using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Model.Validation;

/// <summary>
///     Whether a text column holds two values to be equal only if their bytes are: <c>'ann' = 'Ann'</c> in one place and two hashes in the other
///     would put what is one key for the database on two shards.
/// </summary>
internal static class TextComparison
{
    private const string NpgsqlCollationDefinition = "Npgsql:CollationDefinition:";

    /// <summary>Why the column does not compare bytes; <see langword="null" /> if it does.</summary>
    public static string? WhyNotBytewise(IReadOnlyProperty property, RelationalTypeMapping mapping)
    {
        var model = property.DeclaringType.Model;
        var collation = property.GetCollation();
        return StoreDialect.IsSqlite(model) ? Sqlite(mapping, collation)
            : StoreDialect.IsPostgres(model) ? Postgres(model, mapping, collation)
            : StoreDialect.IsMySql(model) ? MySql(collation ?? model.GetCollation())
            : null;
    }

    private static string? Sqlite(RelationalTypeMapping mapping, string? collation)
        => collation is not null && !collation.Equals("BINARY", StringComparison.OrdinalIgnoreCase)
            ? $"the collation '{collation}' is not BINARY; remove UseCollation, or use the collation BINARY"
            : !HasTextAffinity(StoreDialect.BaseTypeName(mapping))
                ? $"Sqlite stores text in a column of type '{mapping.StoreType}' as a number where it looks like one; map it to TEXT"
                : null;

    // Sqlite's rules of affinity: https://www.sqlite.org/datatype3.html#determination_of_column_affinity
    private static bool HasTextAffinity(string type)
        => !type.Contains("int", StringComparison.Ordinal)
            && (type.Length == 0
                || type.Contains("char", StringComparison.Ordinal)
                || type.Contains("clob", StringComparison.Ordinal)
                || type.Contains("text", StringComparison.Ordinal)
                || type.Contains("blob", StringComparison.Ordinal));

    private static string? Postgres(IReadOnlyModel model, RelationalTypeMapping mapping, string? collation)
        => StoreDialect.BaseTypeName(mapping) is not ("text" or "character varying" or "varchar")
            ? $"the type '{mapping.StoreType}' does not compare text by its bytes (citext ignores case, character(n) ignores trailing blanks); "
                + "map it to text"
            : collation is not null
                && model[NpgsqlCollationDefinition + collation] is string definition
                && definition.EndsWith(",False", StringComparison.OrdinalIgnoreCase)
                    ? $"the collation '{collation}' is declared as not deterministic; use a deterministic one, or none"
                    : null;

    // utf8mb4_bin compares bytes but ignores trailing blanks; only the NO PAD collations do not.
    private static string? MySql(string? collation)
        => collation is not null
            && (collation.Equals("binary", StringComparison.OrdinalIgnoreCase)
                || collation.EndsWith("_0900_bin", StringComparison.OrdinalIgnoreCase)
                || collation.EndsWith("_nopad_bin", StringComparison.OrdinalIgnoreCase))
                ? null
                : $"the collation '{collation ?? "(the server's default)"}' ignores case, accents or trailing blanks; "
                    + "use UseCollation(\"utf8mb4_0900_bin\") on MySQL, UseCollation(\"utf8mb4_nopad_bin\") on MariaDB";
}
