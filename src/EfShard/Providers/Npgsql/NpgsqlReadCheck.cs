using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using EfShard.Planning;
using global::Npgsql;

namespace EfShard.Providers.Npgsql;

/// <summary>
///     Asks PostgreSQL what a statement would read: SQL and functions of the application that are to run over temporary tables must read no others, which hold one shard's rows. What a
///     function reads is not seen before it has run: so it is run once, and PostgreSQL tells afterwards which tables it has touched (<see cref="NpgsqlTouchedTables" />).
/// </summary>
internal static partial class NpgsqlReadCheck
{
    private const string Explain = "EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON)\n";
    private const string Run = "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON)\n";

    private static readonly HashSet<string> SystemSchemas = new(StringComparer.Ordinal) { "pg_catalog", "information_schema" };

    /// <summary>Checks a statement; it is run only where it calls functions whose bodies can't be seen. Its text is spoiled.</summary>
    /// <exception cref="CrossShardQueryException">It reads what is not temporary, or changes or locks rows.</exception>
    public static async ValueTask RunAsync(DbCommand statement, bool isAsync, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)statement.Connection!;
        var before = await NpgsqlTouchedTables.ReadAsync(connection, isAsync, cancellationToken).ConfigureAwait(false);
        var text = statement.CommandText;
        statement.CommandText = Explain + text;
        var plan = isAsync ? await statement.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) : statement.ExecuteScalar();
        var calls = new HashSet<string>(StringComparer.Ordinal);
        using (var document = JsonDocument.Parse((string)plan!))
        {
            Check(document.RootElement, calls);
        }

        if (calls.Count > 0 && await FindFunctionAsync(connection, [.. calls], isAsync, cancellationToken).ConfigureAwait(false) is var (function, isVolatile))
        {
            // PostgreSQL itself keeps all others from changing rows.
            if (isVolatile)
            {
                throw Refusals.Error(Refusals.CallsVolatileFunction(function));
            }

            if (before.CountsNot is { } uncounted)
            {
                throw Refusals.Error(Refusals.CallsUnwatchedFunction(function, uncounted));
            }

            statement.CommandText = Run + text;
            _ = isAsync ? await statement.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) : statement.ExecuteScalar();
        }

        // Also where no function is seen: one that calls itself immutable has been worked out already.
        var after = await NpgsqlTouchedTables.ReadAsync(connection, isAsync, cancellationToken).ConfigureAwait(false);
        if (after.FindSince(before) is { } touched)
        {
            throw Refusals.Error(touched);
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
                CheckNode(element, calls);
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

    private static void CheckNode(JsonElement node, HashSet<string> calls)
    {
        if (node.TryGetProperty("Node Type", out var type) && type.GetString() is "ModifyTable" or "LockRows")
        {
            throw Refusals.Error(Refusals.NamedRawSqlWrites());
        }

        if (node.TryGetProperty("Function Name", out var function))
        {
            calls.Add(function.GetString()!);
        }
        else if (node.TryGetProperty("Schema", out var schema) && schema.GetString() is { } name
            && !name.StartsWith("pg_temp", StringComparison.Ordinal) && !SystemSchemas.Contains(name))
        {
            throw Refusals.Error(Refusals.ReadsUnnamed($"{name}.{(node.TryGetProperty("Relation Name", out var relation) ? relation : schema).GetString()}"));
        }
    }

    /// <summary>A function of these names whose body may read tables: one that is neither PostgreSQL's own nor a library's. Volatile ones first.</summary>
    private static async ValueTask<(string Name, bool IsVolatile)?> FindFunctionAsync(
        NpgsqlConnection connection, string[] names, bool isAsync, CancellationToken cancellationToken)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT p.oid::regproc::text, p.provolatile = 'v' FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
            WHERE p.proname = ANY ($1) AND p.pronamespace <> 'pg_catalog'::regnamespace AND l.lanname NOT IN ('internal', 'c')
            ORDER BY 2 DESC LIMIT 1
            """;
        command.Parameters.Add(new NpgsqlParameter { Value = names });
        using var reader = isAsync ? await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false) : command.ExecuteReader();
        return (isAsync ? await reader.ReadAsync(cancellationToken).ConfigureAwait(false) : reader.Read()) ? (reader.GetString(0), reader.GetBoolean(1)) : null;
    }

    [GeneratedRegex("""(?:"((?:[^"]|"")+)"|([a-zA-Z_\u0080-\uffff][\w$]*))\(""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Call();
}
