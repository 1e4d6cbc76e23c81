using System.Data;
using System.Data.Common;
using System.Globalization;
using EfShard.Providers;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution;

/// <summary>
///     The shards of one transaction, attached to one connection of its own: the first one's file is the connection's, the others are attached when they are first
///     touched. Each is locked against other writers at once, as a transaction of its own would be, and its journal is looked at under the lock.
/// </summary>
internal sealed class AttachedShards(ShardConnectionSet connections)
{
    private readonly Dictionary<int, string> _schemas = [];
    private readonly HashSet<int> _attached = [];
    private IRelationalConnection? _connection;

    /// <summary>The transaction over all of them; <see langword="null" /> before the first has joined.</summary>
    public IDbContextTransaction? Transaction { get; private set; }

    public IRelationalConnection Connection => _connection!;

    private ShardTopology Topology => connections.Topology;

    public bool Has(int shard) => _schemas.ContainsKey(shard);

    /// <summary>The schema in which the connection sees a shard's tables; <see langword="null" /> if it does not see them.</summary>
    public string? SchemaOf(int shard) => _schemas.GetValueOrDefault(shard);

    /// <exception cref="CrossShardCommitException">They would be more files than one connection holds.</exception>
    public void RefuseTooMany(IEnumerable<int> more)
    {
        var count = _schemas.Keys.Union(more).Count();
        if (count > SqliteAttaching.MaxFiles)
        {
            throw AttachErrors.TooMany(count);
        }
    }

    /// <summary>Makes a shard take part.</summary>
    /// <exception cref="CrossShardCommitException">It is no file, or not in a state in which a commit over several files is one.</exception>
    public void Join(int shard, IsolationLevel isolationLevel)
    {
        RefuseTooMany([shard]);
        var own = connections.Primary(shard);
        own.Open();
        string file;
        try
        {
            file = own.DbConnection.DataSource;
        }
        finally
        {
            own.Close();
        }

        if (_connection is null)
        {
            Begin(shard, isolationLevel, file);
            return;
        }

        var schema = SqliteAttaching.SchemaOf(shard);
        if (!_attached.Contains(shard))
        {
            using var attach = Attach(schema, file, shard);
            attach.ExecuteNonQuery();
            _attached.Add(shard);
        }

        using (var locking = Lock(schema))
        {
            locking.ExecuteNonQuery();
        }

        Check(shard, schema);
        _schemas.Add(shard, schema);
    }

    /// <inheritdoc cref="Join" />
    public async ValueTask JoinAsync(int shard, IsolationLevel isolationLevel, CancellationToken cancellationToken)
    {
        RefuseTooMany([shard]);
        var own = connections.Primary(shard);
        await own.OpenAsync(cancellationToken).ConfigureAwait(false);
        string file;
        try
        {
            file = own.DbConnection.DataSource;
        }
        finally
        {
            await own.CloseAsync().ConfigureAwait(false);
        }

        if (_connection is null)
        {
            await BeginAsync(shard, isolationLevel, file, cancellationToken).ConfigureAwait(false);
            return;
        }

        var schema = SqliteAttaching.SchemaOf(shard);
        if (!_attached.Contains(shard))
        {
            var attach = Attach(schema, file, shard);
            await using var ofAttach = attach.ConfigureAwait(false);
            await attach.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            _attached.Add(shard);
        }

        var locking = Lock(schema);
        await using (locking.ConfigureAwait(false))
        {
            await locking.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        await CheckAsync(shard, schema, cancellationToken).ConfigureAwait(false);
        _schemas.Add(shard, schema);
    }

    /// <summary>Closes the connection, which detaches everything. The transaction has been disposed.</summary>
    public void Dispose()
    {
        _schemas.Clear();
        _connection?.Dispose();
    }

    /// <inheritdoc cref="Dispose" />
    public ValueTask DisposeAsync()
    {
        _schemas.Clear();
        return _connection?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private void Begin(int shard, IsolationLevel isolationLevel, string file)
    {
        _connection = Create(shard, file);
        try
        {
            _connection.Open();
            using (var traps = Command(TableTraps.Of(connections.Context.Model)))
            {
                traps.ExecuteNonQuery();
            }

            Transaction = _connection.BeginTransaction(isolationLevel);
            Check(shard, SqliteAttaching.Main);
            _schemas.Add(shard, SqliteAttaching.Main);
        }
        catch
        {
            Transaction?.Dispose();
            _connection.Dispose();
            (_connection, Transaction) = (null, null);
            throw;
        }
    }

    private async ValueTask BeginAsync(int shard, IsolationLevel isolationLevel, string file, CancellationToken cancellationToken)
    {
        _connection = Create(shard, file);
        try
        {
            await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            var traps = Command(TableTraps.Of(connections.Context.Model));
            await using (traps.ConfigureAwait(false))
            {
                await traps.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }

            Transaction = await _connection.BeginTransactionAsync(isolationLevel, cancellationToken).ConfigureAwait(false);
            await CheckAsync(shard, SqliteAttaching.Main, cancellationToken).ConfigureAwait(false);
            _schemas.Add(shard, SqliteAttaching.Main);
        }
        catch
        {
            if (Transaction is not null)
            {
                await Transaction.DisposeAsync().ConfigureAwait(false);
            }

            await _connection.DisposeAsync().ConfigureAwait(false);
            (_connection, Transaction) = (null, null);
            throw;
        }
    }

    private IRelationalConnection Create(int shard, string file)
    {
        RefuseUnlessFile(shard, file);
        var endpoint = Topology.Shards[shard].Primary;
        return connections.CreateElsewhere(SqliteAttaching.Unpooled(endpoint.ConnectionString ?? endpoint.DataSource!.ConnectionString));
    }

    private DbCommand Attach(string schema, string file, int shard)
    {
        RefuseUnlessFile(shard, file);
        var command = Command(SqliteAttaching.Attach(schema));
        var parameter = command.CreateParameter();
        parameter.ParameterName = "@file";
        parameter.Value = file;
        command.Parameters.Add(parameter);
        return command;
    }

    private DbCommand Lock(string schema)
    {
        // Files that are locked in another order by others: somebody has to give up.
        var command = Command(SqliteAttaching.Lock(schema));
        command.CommandTimeout = Math.Max(1, (int)Math.Ceiling(Topology.CrossShardLockTimeout.TotalSeconds));
        return command;
    }

    private void Check(int shard, string schema)
    {
        using var journal = Command(SqliteAttaching.JournalMode(schema));
        using var synchronous = Command(SqliteAttaching.Synchronous(schema));
        Check(shard, journal.ExecuteScalar(), synchronous.ExecuteScalar());
    }

    private async ValueTask CheckAsync(int shard, string schema, CancellationToken cancellationToken)
    {
        var journal = Command(SqliteAttaching.JournalMode(schema));
        await using var ofJournal = journal.ConfigureAwait(false);
        var synchronous = Command(SqliteAttaching.Synchronous(schema));
        await using var ofSynchronous = synchronous.ConfigureAwait(false);
        Check(
            shard,
            await journal.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false),
            await synchronous.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false));
    }

    private void Check(int shard, object? journalMode, object? synchronous)
    {
        if (!SqliteAttaching.IsRollbackJournal(journalMode as string))
        {
            throw AttachErrors.NoRollbackJournal(Topology.Shards[shard], journalMode as string);
        }

        if (Convert.ToInt64(synchronous, CultureInfo.InvariantCulture) == 0)
        {
            throw AttachErrors.NotSynchronous(Topology.Shards[shard]);
        }
    }

    private void RefuseUnlessFile(int shard, string file)
    {
        if (file is "" or ":memory:")
        {
            throw AttachErrors.NoFile(Topology.Shards[shard]);
        }
    }

    /// <summary>A plain command: interceptors of the application's statements do not see it.</summary>
    private DbCommand Command(string sql)
    {
        var command = Connection.DbConnection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = Transaction?.GetDbTransaction();
        return command;
    }
}
