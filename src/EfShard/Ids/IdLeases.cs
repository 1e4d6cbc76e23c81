using System.Data.Common;
using System.Globalization;
using System.Transactions;
using EfShard.Providers;
using EfShard.Strategies;
using EfShard.Topology;

namespace EfShard.Ids;

/// <summary>
///     Takes and extends leases in the table that all processes share, on the unsharded shard. A row says up to which time ids of a worker's number are given
///     away: whoever moves that time on, by comparing it first, has what lies between. No clock of another process or of the server is believed.
/// </summary>
internal sealed class IdLeases(IShardConnections connections, DatabaseDialect dialect)
{
    /// <summary>How long ids can be made before the table is asked again, in milliseconds.</summary>
    public const long Length = 600_000;

    private int Home => connections.Topology.UnshardedShard;

    /// <summary>Extends a lease, or takes another one.</summary>
    /// <param name="mine">The lease that has run out, if any.</param>
    /// <param name="time">The time that is needed.</param>
    public IdLease Take(IdLease? mine, long time)
    {
        using var scope = Suppress();
        using var connection = connections.CreateApart(Home);
        connection.Open();
        try
        {
            CheckTable(IsThere(connection.DbConnection).ExecuteScalar());
            while (true)
            {
                var (lease, statement) = Choose(Read(connection.DbConnection), mine, time, connection.DbConnection);
                using (statement)
                {
                    if (statement.ExecuteNonQuery() > 0)
                    {
                        return lease;
                    }
                }
            }
        }
        finally
        {
            connection.Close();
        }
    }

    /// <inheritdoc cref="Take" />
    public async Task<IdLease> TakeAsync(IdLease? mine, long time, CancellationToken cancellationToken)
    {
        using var scope = Suppress();
        var connection = connections.CreateApart(Home);
        await using var ofConnection = connection.ConfigureAwait(false);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            CheckTable(await IsThere(connection.DbConnection).ExecuteScalarAsync(cancellationToken).ConfigureAwait(false));
            while (true)
            {
                var rows = await ReadAsync(connection.DbConnection, cancellationToken).ConfigureAwait(false);
                var (lease, statement) = Choose(rows, mine, time, connection.DbConnection);
                await using (statement.ConfigureAwait(false))
                {
                    if (await statement.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) > 0)
                    {
                        return lease;
                    }
                }
            }
        }
        finally
        {
            await connection.CloseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>One's own worker again, if nobody has taken it; else one whose time is over; else a new one; else the one that is over first.</summary>
    private (IdLease Lease, DbCommand Statement) Choose(Dictionary<int, long> rows, IdLease? mine, long time, DbConnection connection)
    {
        if (mine is not null && rows.GetValueOrDefault(mine.Worker) == mine.Until)
        {
            return Extend(mine.Worker, mine.Until, mine.From);
        }

        var first = rows.Count == 0 ? default : rows.MinBy(row => row.Value);
        return (rows.Count > 0 && first.Value <= time) || rows.Count == ShardedId.Workers
            ? Extend(first.Key, first.Value, first.Value)
            : Add(Enumerable.Range(0, ShardedId.Workers).First(worker => !rows.ContainsKey(worker)));

        (IdLease, DbCommand) Extend(int worker, long seen, long from)
        {
            var lease = new IdLease(worker, from, Math.Max(seen, time) + Length);
            return (lease, Command(connection, dialect.ExtendIdLeaseSql, ("@until", lease.Until), ("@worker", worker), ("@seen", seen)));
        }

        (IdLease, DbCommand) Add(int worker)
        {
            var lease = new IdLease(worker, time, time + Length);
            return (lease, Command(connection, dialect.AddIdLeaseSql, ("@worker", worker), ("@until", lease.Until)));
        }
    }

    private Dictionary<int, long> Read(DbConnection connection)
    {
        using var command = Command(connection, dialect.ReadIdLeasesSql);
        using var reader = command.ExecuteReader();
        var rows = new Dictionary<int, long>();
        while (reader.Read())
        {
            rows.Add(reader.GetInt32(0), reader.GetInt64(1));
        }

        return rows;
    }

    private async Task<Dictionary<int, long>> ReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var command = Command(connection, dialect.ReadIdLeasesSql);
        await using var ofCommand = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ofReader = reader.ConfigureAwait(false);
        var rows = new Dictionary<int, long>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(reader.GetInt32(0), reader.GetInt64(1));
        }

        return rows;
    }

    private DbCommand IsThere(DbConnection connection) => Command(connection, dialect.HistoryExistsSql(DatabaseDialect.IdLeaseTable, null));

    private void CheckTable(object? answer)
    {
        if (Convert.ToInt64(answer, CultureInfo.InvariantCulture) == 0)
        {
            throw IdErrors.NoTable(connections.Topology.Shards[Home].Name);
        }
    }

    private static DbCommand Command(DbConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    // A lease is taken whatever becomes of the transaction around.
    private static TransactionScope Suppress() => new(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
}
