using System.Data.Common;
using EfShard.Providers;
using EfShard.Topology;

namespace EfShard.Execution.Replicas;

/// <summary>Asks one server for its role and position, over a connection of its own or one that is open.</summary>
internal sealed class ServerProbe(ShardServers servers, ShardServer server, ReplicationDialect dialect, Func<DbConnection> opener, TimeProvider time)
{
    private const int TimeoutSeconds = 3;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(TimeoutSeconds);

    // A server that is frozen keeps a thread for as long as its connection string's time-outs say.
    private static readonly WorkerThreads Workers = new("EfShard server probe", Math.Max(16, 4 * Environment.ProcessorCount));

    private readonly object _gate = new();
    private Task<Exception?>? _running;
    private ServerQuestion? _asked;
    private ServerQuestion? _next;

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

    /// <summary>Asks over a connection of its own; never fails. What it learns is no older than the call.</summary>
    /// <returns>Why the server gave no answer, if it did not.</returns>
    public Exception? Ask()
    {
        ServerQuestion question;
        lock (_gate)
        {
            question = _asked is null ? Begin(NewQuestion()) : _next ??= NewQuestion();
        }

        return question.Wait();
    }

    /// <summary>As <see cref="Ask" />, and waits for nothing; who comes while somebody asks gets the same answer.</summary>
    public ServerQuestion AskTogether()
    {
        lock (_gate)
        {
            return _asked ?? Begin(NewQuestion());
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

    // A limit of I/O: a clock that a test holds would make it endless.
    private ServerQuestion NewQuestion() => new(Timeout, () => Server.Fail(), TimeProvider.System);

    private ServerQuestion Begin(ServerQuestion question)
    {
        _asked = question;
        Workers.Run(Work);
        return question;
    }

    /// <summary>Asks, on a worker, until nobody wants to know any more: one thread a server, however many ask.</summary>
    private void Work()
    {
        var question = _asked;
        while (question is not null)
        {
            question.Begin();
            var failure = AskHere();
            ServerQuestion? next;
            lock (_gate)
            {
                (next, _asked, _next) = (_next, _next, null);
            }

            question.End(failure);
            question = next;
        }
    }

    private Exception? AskHere()
    {
        try
        {
            using var connection = opener();
            connection.Open();
            Observe(connection);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
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
        command.CommandTimeout = TimeoutSeconds;
        return command;
    }
}
