using System.Data.Common;
using System.Globalization;
using global::Npgsql;

namespace EfShard.Providers.Npgsql;

/// <summary>Two-phase commit on PostgreSQL.</summary>
internal sealed class NpgsqlTwoPhase : TwoPhaseDialect
{
    public override string CreateTableSql
        => """
           CREATE TABLE IF NOT EXISTS "__EFShardTransactions" (
               "Id" uuid NOT NULL,
               "Shards" text[] NOT NULL,
               "CreatedAt" timestamp with time zone NOT NULL,
               "FinishedAt" timestamp with time zone NULL,
               CONSTRAINT "PK___EFShardTransactions" PRIMARY KEY ("Id")
           );
           """;

    public override string CapacitySql
        => """
           SELECT CASE WHEN to_regclass('"__EFShardTransactions"') IS NULL THEN -1 ELSE current_setting('max_prepared_transactions')::int END;
           """;

    public override string CapacityAdvice
        => "set max_prepared_transactions, which is 0, in postgresql.conf at least as high as max_connections (and as high on its standbys), and restart the server";

    public override string LockSql => "SELECT pg_advisory_xact_lock(@key);";

    // The savepoint fails outside of a transaction, where the insert would be committed by itself.
    // In FROM, because there a function runs exactly once. A server that answers commits before they are durable would break its word after a crash.
    public override string RecordSql
        => """
           SAVEPOINT efshard;
           INSERT INTO "__EFShardTransactions" ("Id", "Shards", "CreatedAt")
           SELECT @id, @shards, clock_timestamp()
           FROM pg_advisory_xact_lock(@key),
                set_config('synchronous_commit',
                           CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true);
           """;

    public override string IsStandbySql => "SELECT pg_is_in_recovery()::int;";

    public override string TryLockSql => "SELECT CASE WHEN pg_is_in_recovery() THEN 0 ELSE pg_try_advisory_xact_lock_shared(@key)::int END;";

    public override string HasRecordSql => """SELECT count(*) FROM "__EFShardTransactions" WHERE "Id" = @id;""";

    public override string FenceSql
        => """
           SELECT count(pg_terminate_backend(l.pid))
           FROM pg_locks AS l
           WHERE l.locktype = 'advisory' AND l.granted AND l.mode = 'ExclusiveLock' AND l.objsubid = 1 AND l.pid <> pg_backend_pid()
             AND l.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
             AND l.classid = ((@key >> 32) & 4294967295)::oid AND l.objid = (@key & 4294967295)::oid;
           """;

    public override string CountPreparedSql
        => """
           SELECT count(*)
           FROM pg_prepared_xacts
           WHERE database = current_database() AND starts_with(gid, 'efshard:') AND (@all OR right(gid, length(@shard) + 1) = ':' || @shard);
           """;

    public override string ListPreparedSql
        => """
           SELECT gid, extract(epoch FROM clock_timestamp() - prepared)::float8
           FROM pg_prepared_xacts
           WHERE database = current_database() AND starts_with(gid, 'efshard:');
           """;

    public override string ListRecordsSql
        => """
           SELECT "Id", "Shards", extract(epoch FROM clock_timestamp() - "CreatedAt")::float8
           FROM "__EFShardTransactions"
           WHERE "FinishedAt" IS NULL;
           """;

    public override string ForgetSql
        => """
           DELETE FROM "__EFShardTransactions"
           WHERE "Id" = ANY (@ids) AND set_config('synchronous_commit', 'off', true) IS NOT NULL;
           """;

    public override string FinishSql
        => """UPDATE "__EFShardTransactions" SET "FinishedAt" = clock_timestamp() WHERE "Id" = @id AND "FinishedAt" IS NULL;""";

    public override string PurgeSql
        => """DELETE FROM "__EFShardTransactions" WHERE "FinishedAt" < clock_timestamp() - make_interval(days => @days);""";

    // In a transaction that has failed, PREPARE TRANSACTION alone would roll back, and where there is none, do nothing; it would not call either an error. A savepoint there is one.
    public override string Prepare(string name) => $"SAVEPOINT efshard; PREPARE TRANSACTION {Literal(name)};";

    public override string CommitPrepared(string name) => $"COMMIT PREPARED {Literal(name)};";

    public override string RollbackPrepared(string name) => $"ROLLBACK PREPARED {Literal(name)};";

    // The setting reads back as '0', '5s' or '1500ms', which are intervals as well.
    public override string LimitLockWaits(TimeSpan limit)
    {
        var milliseconds = ((long)Math.Ceiling(limit.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);
        return $"""
                SELECT set_config('lock_timeout', '{milliseconds}', true)
                WHERE current_setting('lock_timeout')::interval NOT BETWEEN interval '1 ms' AND interval '{milliseconds} ms';
                """;
    }

    public override bool IsUnknownName(Exception error) => error is PostgresException { SqlState: PostgresErrorCodes.UndefinedObject };

    public override bool IsBusyName(Exception error) => error is PostgresException { SqlState: PostgresErrorCodes.ObjectNotInPrerequisiteState };

    // Classes 08 and 57 say that the connection or the server went away, and so perhaps the answer. What is fatal ends the session whatever the transaction has come to: a timer that
    // ran out while it committed (25P04) is looked at after that.
    public override bool IsRefusal(Exception error)
        => error is PostgresException { InvariantSeverity: "ERROR", SqlState: var state } && !state.StartsWith("08", StringComparison.Ordinal) && !state.StartsWith("57", StringComparison.Ordinal);

    public override DbConnection Clone(DbConnection connection) => (DbConnection)((ICloneable)connection).Clone();

    // An escape string: right whatever standard_conforming_strings says.
    private static string Literal(string text)
        => $"E'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";
}
