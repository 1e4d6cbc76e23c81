using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EfShard.Testing;

/// <summary>
///     Makes commands on chosen shards fail, or wait before they are sent. An interceptor of EF Core: it can be added to any sharded context
///     (<c>options.AddInterceptors(faults)</c>).
/// </summary>
/// <remarks>
///     EfShard calls interceptors one at a time, so that while a command waits here the query's other legs wait for their turn: a slow shard
///     makes the whole query slow, as it would at the end of a merge.
/// </remarks>
public sealed class ShardFaults : DbCommandInterceptor
{
    private readonly Func<DbConnection, string?> _shardOf;
    private readonly ConcurrentDictionary<string, Func<Exception>> _failures = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _held = new(StringComparer.Ordinal);

    private int _waiting;

    /// <summary>Makes an injector without a fault.</summary>
    /// <param name="shardOf">The name of the shard that a connection goes to; <see langword="null" /> for none.</param>
    public ShardFaults(Func<DbConnection, string?> shardOf)
    {
        ArgumentNullException.ThrowIfNull(shardOf);
        _shardOf = shardOf;
    }

    /// <summary>How many commands wait at this moment: a test that holds a shard can wait until its code gets there.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Lets every command on a shard fail.</summary>
    /// <param name="shard">The shard's name.</param>
    /// <param name="error">Makes the exception; by default an <see cref="IOException" />.</param>
    public void Fail(string shard, Func<Exception>? error = null)
        => _failures[shard] = error ?? (() => new IOException($"The shard '{shard}' fails because a test says so."));

    /// <summary>Lets every command on a shard wait until the result is disposed of.</summary>
    /// <param name="shard">The shard's name.</param>
    /// <exception cref="InvalidOperationException">The shard's commands wait already.</exception>
    public IDisposable Hold(string shard)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _held.TryAdd(shard, held)
            ? new Release(() =>
            {
                _held.TryRemove(shard, out _);
                held.TrySetResult();
            })
            : throw new InvalidOperationException($"The commands of the shard '{shard}' wait already. Dispose of what Hold(...) returned before.");
    }

    /// <summary>Ends all failures. What waits goes on waiting for its own release.</summary>
    public void Clear() => _failures.Clear();

    /// <inheritdoc />
    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
        => Meet(command, result);

    /// <inheritdoc />
    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        => MeetAsync(command, result, cancellationToken);

    /// <inheritdoc />
    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
        => Meet(command, result);

    /// <inheritdoc />
    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        => MeetAsync(command, result, cancellationToken);

    /// <inheritdoc />
    public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
        => Meet(command, result);

    /// <inheritdoc />
    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
        => MeetAsync(command, result, cancellationToken);

    private T Meet<T>(DbCommand command, T result)
    {
        if (Find(command) is { } shard)
        {
            // The synchronous API has nothing but the thread to wait with.
            if (_held.TryGetValue(shard, out var held))
            {
                using var waiter = Count();
                held.Task.Wait();
            }

            Throw(shard);
        }

        return result;
    }

    private async ValueTask<T> MeetAsync<T>(DbCommand command, T result, CancellationToken cancellationToken)
    {
        if (Find(command) is { } shard)
        {
            if (_held.TryGetValue(shard, out var held))
            {
                using var waiter = Count();
                await held.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            Throw(shard);
        }

        return result;
    }

    private Release Count()
    {
        Interlocked.Increment(ref _waiting);
        return new Release(() => Interlocked.Decrement(ref _waiting));
    }

    private string? Find(DbCommand command) => command.Connection is { } connection ? _shardOf(connection) : null;

    private void Throw(string shard)
    {
        if (_failures.TryGetValue(shard, out var error))
        {
            throw error();
        }
    }

    private sealed class Release(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}
