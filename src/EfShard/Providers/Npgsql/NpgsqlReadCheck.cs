using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using EfShard.Planning;
using global::Npgsql;

namespace EfShard.Providers.Npgsql;

/// <summary>
///     Asks PostgreSQL what a statement would read: SQL of the application that is to run over temporary tables must read no others, which hold one shard's rows, and call no function that
///     might.
/// </summary>
internal static partial class NpgsqlReadCheck
{
    private static readonly HashSet<string> SystemSchemas = new(StringComparer.Ordinal) { "pg_catalog", "information_schema" };

    /// <summary>Checks a statement, without running it. Its text is spoiled.</summary>
    /// <exception cref="CrossShardQueryException">It reads what is not temporary, or changes or locks rows.</exception>
    public static async ValueTask RunAsync(DbCommand statement, bool isAsync, CancellationToken cancellationToken)
    {
        statement.CommandText = "EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON)\n" + statement.CommandText;
        var plan = isAsync ? await statement.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) : statement.ExecuteScalar();
        var calls = new HashSet<string>(StringComparer.Ordinal);
        using (var document = JsonDocument.Parse((string)plan!))
        {
            Check(document.RootElement, calls);
        }

        if (calls.Count > 0 && await FindFunctionAsync((NpgsqlConnection)statement.Connection!, [.. calls], isAsync, cancellationToken).ConfigureAwait(false) is { } function)
        {
            throw Refusals.Error(Refusals.ReadsThroughFunction(function));
        }
    }

    private static void Check(JsonElement element, HashSet<string> calls)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Check(item, calls);
                }

                break;

            case JsonValueKind.Object:
                CheckNode(element);
                foreach (var property in element.EnumerateObject())
                {
                    Check(property.Value, calls);
                }

                break;

            case JsonValueKind.String:
                foreach (Match call in Call().Matches(element.GetString()!))
                {
                    calls.Add(call.Groups[1].Success ? call.Groups[1].Value.Replace("\"\"", "\"", StringComparison.Ordinal) : call.Groups[2].Value);
                }

                break;
        }
    }

    private static void CheckNode(JsonElement node)
    {
        if (node.TryGetProperty("Node Type", out var type) && type.GetString() is "ModifyTable" or "LockRows")
        {
            throw Refusals.Error(Refusals.NamedRawSqlWrites());
        }

        if (node.TryGetProperty("Schema", out var schema) && schema.GetString() is { } name
            && !name.StartsWith("pg_temp", StringComparison.Ordinal) && !SystemSchemas.Contains(name))
        {
            var what = node.TryGetProperty("Relation Name", out var relation) ? relation
                : node.TryGetProperty("Function Name", out var function) ? function
                : schema;
            throw Refusals.Error(Refusals.ReadsUnnamed($"{name}.{what.GetString()}"));
        }
    }

    /// <summary>A function of these names whose body may read tables: one that is neither PostgreSQL's own nor a library's.</summary>
    private static async ValueTask<string?> FindFunctionAsync(NpgsqlConnection connection, string[] names, bool isAsync, CancellationToken cancellationToken)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT p.oid::regproc::text FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
            WHERE p.proname = ANY ($1) AND p.pronamespace <> 'pg_catalog'::regnamespace AND l.lanname NOT IN ('internal', 'c')
            LIMIT 1
            """;
        command.Parameters.Add(new NpgsqlParameter { Value = names });
        return (isAsync ? await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) : command.ExecuteScalar()) as string;
    }

    [GeneratedRegex("""(?:"((?:[^"]|"")+)"|([a-zA-Z_\u0080-\uffff][\w$]*))\(""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Call();
}
