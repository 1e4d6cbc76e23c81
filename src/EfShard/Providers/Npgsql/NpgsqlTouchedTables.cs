using EfShard.Planning;
using global::Npgsql;

namespace EfShard.Providers.Npgsql;

/// <summary>
///     What a transaction has touched, whichever statement or function did it: PostgreSQL holds a lock on each table until the transaction ends, and counts its scans. Rows that were copied
///     from a table have locked it before: then its scans tell whether it is read once more. Of temporary tables, which are to be read, it is the changes that count.
/// </summary>
internal sealed class NpgsqlTouchedTables
{
    private readonly Dictionary<uint, (string Name, bool IsTemporary, long Count)> _tables = [];

    private NpgsqlTouchedTables()
    {
    }

    /// <summary>What keeps touches from being counted: a foreign table, a setting; <see langword="null" /> if they are.</summary>
    public string? CountsNot { get; private set; }

    /// <summary>Reads it.</summary>
    /// <param name="connection">The transaction's connection.</param>
    /// <param name="isAsync">Whether to await.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static async ValueTask<NpgsqlTouchedTables> ReadAsync(NpgsqlConnection connection, bool isAsync, CancellationToken cancellationToken)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT c.oid, c.oid::regclass::text, c.relpersistence = 't',
                CASE c.relpersistence
                    WHEN 't' THEN pg_stat_get_xact_tuples_inserted(c.oid) + pg_stat_get_xact_tuples_updated(c.oid) + pg_stat_get_xact_tuples_deleted(c.oid)
                    ELSE pg_stat_get_xact_numscans(c.oid)
                END,
                CASE WHEN c.relkind = 'f' THEN c.oid::regclass::text WHEN NOT current_setting('track_counts')::boolean THEN 'track_counts' END
            FROM pg_locks AS l JOIN pg_class AS c ON c.oid = l.relation JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
                AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
            """;
        using var reader = isAsync ? await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false) : command.ExecuteReader();
        var touched = new NpgsqlTouchedTables();
        while (isAsync ? await reader.ReadAsync(cancellationToken).ConfigureAwait(false) : reader.Read())
        {
            touched._tables[reader.GetFieldValue<uint>(0)] = (reader.GetString(1), reader.GetBoolean(2), reader.GetInt64(3));
            touched.CountsNot ??= reader.IsDBNull(4) ? null : reader.GetString(4);
        }

        return touched;
    }

    /// <summary>A refusal if a table that is not temporary has been read since, or a temporary one changed.</summary>
    /// <param name="before">What had been touched before.</param>
    public Refusal? FindSince(NpgsqlTouchedTables before)
    {
        foreach (var (table, (name, isTemporary, count)) in _tables)
        {
            var isKnown = before._tables.TryGetValue(table, out var known);
            if (isTemporary ? count != known.Count : !isKnown || count != known.Count)
            {
                return isTemporary ? Refusals.NamedRawSqlWrites() : Refusals.ReadsUnnamed(name);
            }
        }

        return null;
    }
}
