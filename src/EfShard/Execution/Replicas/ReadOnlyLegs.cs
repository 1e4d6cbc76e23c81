using System.Data;
using System.Data.Common;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Replicas;

/// <summary>
///     The servers of a transaction that only reads: for each shard that it touches one, chosen as for any read when the shard joins, and kept until the end. In: a
///     shard and the level in force. Out: its transaction, which the database holds to reading.
/// </summary>
internal sealed class ReadOnlyLegs(ShardConnectionSet connections, IsolationLevel isolationLevel)
{
    private readonly Dictionary<int, Leg> _legs = [];
    private Consistency? _asked;

    /// <summary>The connection of a shard that has joined.</summary>
    public ShardConnection? this[int shard] => _legs.TryGetValue(shard, out var leg) ? leg.Connection : null;

    // A standby offers no serializable transactions. Where the database can't be held to reading, raw SQL might write, which must not happen to a copy.
    private Consistency Level => isolationLevel is IsolationLevel.Serializable || connections.Watch is null ? Consistency.Strong : Asked;

    private Consistency Asked => _asked ?? connections.Reading.Consistency;

    /// <summary>A statement begins.</summary>
    /// <param name="consistency">The level that it asks for.</param>
    public void Ask(Consistency consistency) => _asked = consistency;

    /// <summary>Whether a shard has yet to join for what uses its connection itself, such as raw SQL, which asks for no level of its own.</summary>
    public bool MustJoin(int shard)
    {
        if (_legs.ContainsKey(shard))
        {
            return false;
        }

        _asked = null;
        return true;
    }

    /// <summary>Refuses a statement that asks for another level than the one by which the shard's server was chosen.</summary>
    public void RefuseOther(int shard)
    {
        if (_legs.TryGetValue(shard, out var leg) && leg.Asked != Asked)
        {
            throw new InvalidOperationException(
                $"The read-only transaction reads the shard '{connections.Topology.Shards[shard].Name}' at level {leg.Asked}, from the server and the state that it began with, and this "
                + $"query asks for {Asked}. Nothing has been read. Set one level for all of the transaction, with UseConsistency around it, or run the query outside of it.");
        }

        Note(shard);
    }

    /// <summary>Begins a shard's transaction.</summary>
    public IDbContextTransaction Join(int shard)
    {
        var leg = connections.Topology.Shards[shard].Servers is null
            ? Begin(connections.Primary(shard))
            : connections.ReplicaReads.Read(shard, Level, Begin);
        Add(shard, leg);
        return leg.Transaction;
    }

    /// <inheritdoc cref="Join" />
    public async ValueTask<IDbContextTransaction> JoinAsync(int shard, CancellationToken cancellationToken)
    {
        var leg = connections.Topology.Shards[shard].Servers is null
            ? await BeginAsync(connections.Primary(shard), cancellationToken).ConfigureAwait(false)
            : await connections.ReplicaReads.ReadAsync(shard, Level, BeginAsync, cancellationToken).ConfigureAwait(false);
        Add(shard, leg);
        return leg.Transaction;
    }

    /// <summary>The transaction is over. What it has seen since its last statement began counts as seen.</summary>
    public void End()
    {
        foreach (var shard in _legs.Keys)
        {
            Note(shard);
        }

        _legs.Clear();
    }

    private void Add(int shard, Leg leg)
    {
        _legs.Add(shard, leg);
        Note(shard);
    }

    /// <summary>At level Session what is seen counts: each statement of the transaction may see a later state of the server.</summary>
    private void Note(int shard)
    {
        if (_legs.TryGetValue(shard, out var leg) && leg is { Asked.Level: ConsistencyLevel.Session, Run: { } run, Connection.Link: { } link })
        {
            connections.Reading.Session.AddUnsettledRead(connections.Topology.Shards[shard].Name, link.Server, run);
        }
    }

    private Leg Begin(ShardConnection connection)
    {
        var transaction = connection.BeginTransaction(isolationLevel);
        try
        {
            if (connections.Dialect.Replication is { } dialect)
            {
                using var command = CreateCommand(connection, transaction, dialect.ReadOnlySql);
                command.ExecuteNonQuery();
            }

            return new Leg(connection, transaction, Asked, connection.Link?.Run);
        }
        catch
        {
            transaction.Dispose();
            throw;
        }
    }

    private async Task<Leg> BeginAsync(ShardConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(isolationLevel, cancellationToken).ConfigureAwait(false);
        try
        {
            if (connections.Dialect.Replication is { } dialect)
            {
                var command = CreateCommand(connection, transaction, dialect.ReadOnlySql);
                await using var ofCommand = command.ConfigureAwait(false);
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }

            return new Leg(connection, transaction, Asked, connection.Link?.Run);
        }
        catch
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static DbCommand CreateCommand(ShardConnection connection, IDbContextTransaction transaction, string sql)
    {
        var command = connection.DbConnection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction.GetDbTransaction();
        if (connection.CommandTimeout is { } seconds)
        {
            command.CommandTimeout = seconds;
        }

        return command;
    }

    private sealed record Leg(ShardConnection Connection, IDbContextTransaction Transaction, Consistency Asked, ServerRun? Run);
}
