using System.Data.Common;
using EfShard.Providers;
using EfShard.Topology;

namespace EfShard.Execution.Replicas;

/// <summary>Asks one server for its role and position, over a connection of its own or one that is open.</summary>
internal sealed class ServerProbe(ShardServers servers, ShardServer server, ReplicationDialect dialect, Func<DbConnection> opener, TimeProvider time)
{
    private const int CommandTimeoutSeconds = 5;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    private readonly object _gate = new();
    private Task<Exception?>? _running;

    public ShardServer Server { get; } = server;

    /// <summary>A connection to the server for other work; the caller opens and disposes it.</summary>
    public DbConnection Connect() => opener();

    /// <summary>Asks over a connection that is open.</summary>
    /// <returns>The run that it belongs to.</returns>
    public ServerRun Observe(DbConnection open)
    {
        var asked = Begin();
        using var command = CreateCommand(open);
        using var reader = command.ExecuteReader();
        reader.Read();
        return Learn(open, dialect.Read(reader), asked);
    }

    /// <inheritdoc cref="Observe" />
    public async Task<ServerRun> ObserveAsync(DbConnection open, CancellationToken cancellationToken)
    {
        var asked = Begin();
        var command = CreateCommand(open);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                return Learn(open, dialect.Read(reader), asked);
            }
        }
    }

    /// <summary>Asks over a connection of its own; never fails.</summary>
    /// <returns>Why the server gave no answer, if it did not.</returns>
    public Exception? Ask()
    {
        try
        {
            using var connection = opener();
            connection.Open();
            Observe(connection);
            return null;
        }
        catch (Exception exception) when (exception is DbException or TimeoutException or InvalidOperationException)
        {
            Server.Fail();
            return exception;
        }
    }

    /// <inheritdoc cref="Ask" />
    public async Task<Exception?> AskAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Timeout);
        try
        {
            var connection = opener();
            await using (connection.ConfigureAwait(false))
            {
                await connection.OpenAsync(limit.Token).ConfigureAwait(false);
                await ObserveAsync(connection, limit.Token).ConfigureAwait(false);
                return null;
            }
        }
        catch (Exception exception) when (exception is DbException or TimeoutException or InvalidOperationException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Server.Fail();
            return exception;
        }
    }

    /// <summary>As <see cref="AskAsync" />; who comes while somebody asks gets the same answer.</summary>
    public Task<Exception?> AskTogetherAsync()
    {
        var running = Volatile.Read(ref _running);
        if (running is { IsCompleted: false })
        {
            return running;
        }

        lock (_gate)
        {
            if (_running is { IsCompleted: false })
            {
                return _running;
            }

            return _running = AskAsync(CancellationToken.None);
        }
    }

    private (ServerRun? Before, LogPosition Known, long At) Begin()
    {
        var run = Server.Run;
        return (run, run?.Position ?? LogPosition.None, time.GetTimestamp());
    }

    private ServerRun Learn(DbConnection open, ServerObservation observation, (ServerRun? Before, LogPosition Known, long At) asked)
    {
        var run = servers.Learn(Server, dialect.PhysicalOf(open), observation, asked.Before, asked.Known, asked.At);
        Server.Succeed(time.GetElapsedTime(asked.At));
        return run;
    }

    private DbCommand CreateCommand(DbConnection open)
    {
        var command = open.CreateCommand();
        command.CommandText = dialect.ObserveSql;
        command.CommandTimeout = CommandTimeoutSeconds;
        return command;
    }
}
