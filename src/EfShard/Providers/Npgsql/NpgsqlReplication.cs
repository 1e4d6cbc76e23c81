using System.Data.Common;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Storage;
using global::Npgsql;

namespace EfShard.Providers.Npgsql;

/// <summary>PostgreSQL's streaming replication.</summary>
internal sealed class NpgsqlReplication : ReplicationDialect
{
    public override PromotionDialect Promotion { get; } = new NpgsqlPromotion();

    // What a standby has replayed is read before the timeline that it receives: in the other order it could go over to the next one in between,
    // and an offset of that one would pass for one of the old. The left side of a join with the view is read first.
    // A primary: what is flushed is what commits wait for; with synchronous_commit = off they do not, and only the end of the log covers them.
    public override string ObserveSql
        => """
           WITH server AS MATERIALIZED (
               SELECT standby,
                      CASE WHEN standby THEN pg_last_wal_replay_lsn()
                           WHEN current_setting('synchronous_commit') = 'off' THEN pg_current_wal_insert_lsn()
                           ELSE pg_current_wal_flush_lsn() END AS lsn
               FROM (SELECT pg_is_in_recovery() AS standby OFFSET 0) AS role)
           SELECT server.standby,
                  (coalesce(server.lsn, '0/0') - '0/0'::pg_lsn)::bigint,
                  CASE WHEN NOT server.standby THEN ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int
                       WHEN receiver.status = 'streaming' THEN receiver.received_tli
                       ELSE 0 END,
                  pg_postmaster_start_time()::text,
                  receiver.pid IS NOT NULL AND receiver.status IS NULL
           FROM server LEFT JOIN pg_stat_wal_receiver AS receiver ON true
           """;

    public override string ReadOnlySql => "SET TRANSACTION READ ONLY";

    public override ServerObservation Read(DbDataReader row)
        => new(
            row.GetBoolean(0),
            new LogPosition((uint)row.GetInt32(2), (ulong)row.GetInt64(1)),
            row.GetString(3)) { IsHidden = row.GetBoolean(4) };

    // Npgsql makes this dictionary with the physical connection and keeps it as long.
    public override object PhysicalOf(DbConnection open) => ((NpgsqlConnection)open).PostgresParameters;

    public override Func<DbConnection> Opener(IRelationalConnection connection, ShardEndpoint endpoint)
    {
        if ((endpoint.DataSource ?? NpgsqlPointing.DataSourceOf(connection, endpoint.ConnectionString!)) is { } dataSource)
        {
            return dataSource.CreateConnection;
        }

        var connectionString = endpoint.ConnectionString!;
        return () => new NpgsqlConnection(connectionString);
    }

    // A warning beside the answer, "canceling wait for synchronous replication ...", known by the function that gives it: its text is in the server's language.
    public override void OnUnreplicated(DbConnection connection, Action told)
        => ((NpgsqlConnection)connection).Notice += (_, warning) =>
        {
            if (warning.Notice.Routine == "SyncRepWaitForLSN")
            {
                told();
            }
        };

    public override ServerFailure Classify(Exception exception)
    {
        // EF Core wraps what a save meets.
        for (var e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case PostgresException postgres:
                    return Classify(postgres);
                case NpgsqlException { InnerException: not PostgresException } lost:
                    // A time-out says as much about the statement as about the server.
                    return lost.InnerException is TimeoutException ? ServerFailure.None : ServerFailure.Lost;
            }
        }

        return ServerFailure.None;
    }

    private static ServerFailure Classify(PostgresException exception) => exception.SqlState switch
    {
        // Connection exceptions; the server is stopping, starting, or crashing; too many connections.
        { } state when state.StartsWith("08", StringComparison.Ordinal) => ServerFailure.Lost,
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.TooManyConnections => ServerFailure.Lost,
        PostgresErrorCodes.ReadOnlySqlTransaction => ServerFailure.NeedsPrimary,
        // Outside of a transaction a reader meets these only on a standby: what it replays removes rows that the reader still sees.
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => ServerFailure.NeedsPrimary,
        // "recovery is in progress": functions of transaction ids and of the log.
        PostgresErrorCodes.ObjectNotInPrerequisiteState => ServerFailure.NeedsPrimary,
        _ => ServerFailure.None,
    };
}
