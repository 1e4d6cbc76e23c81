using System.Runtime.ExceptionServices;
using EfShard.Execution.Merging;
using EfShard.Execution.Replicas;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution;

/// <summary>
///     Asks the legs of a statement whose result is one row, and what belongs to it, and stops at the first that has it: shards whose turn has not come are not asked any more, and
///     questions that wait are cancelled. A shard that fails matters only where no other has the row: no row is said only when every shard has said so.
/// </summary>
internal sealed class FirstHit(ShardConnectionSet connections, LegReaders readers, LegRunner runner)
{
    /// <summary>Cancelling takes PostgreSQL a connection and a process: shards that answer as usual answer sooner than that.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks. A synchronous command that runs already can't be given up: it is waited for.</summary>
    /// <param name="legs">The legs.</param>
    /// <param name="parameters">The statement's parameters.</param>
    /// <param name="consistency">How fresh the answer of a replica must be; <see langword="null" /> if primaries are to answer.</param>
    /// <returns>The leg that has the row; no legs if there is none.</returns>
    public LegRows Read(LegStatement[] legs, RelationalCommandParameterObject parameters, Consistency? consistency)
    {
        var search = new Search();
        var replicas = readers.ReplicasFor(consistency);

        // Whoever has the row holds its connection while the others are waited for.
        using var permits = connections.Permits.Take(readers.ToOpen(legs, consistency));
        runner.Run(LegReaders.ShardsOf(legs), i =>
        {
            if (search.IsOver)
            {
                return;
            }

            try
            {
                var reader = readers.Open(legs[i], parameters, consistency, replicas);
                var isHit = false;
                try
                {
                    isHit = reader.ReadNamed() && search.TryEnd(reader);
                }
                finally
                {
                    if (!isHit)
                    {
                        reader.Dispose();
                    }
                }
            }
            catch (Exception exception)
            {
                search.Fail(exception, NameOf(legs[i]));
            }
        });
        return search.Result();
    }

    /// <inheritdoc cref="Read" />
    public async Task<LegRows> ReadAsync(
        LegStatement[] legs, RelationalCommandParameterObject parameters, Consistency? consistency, CancellationToken cancellationToken)
    {
        var search = new Search();
        var replicas = readers.ReplicasFor(consistency);
        using var stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, connections.Topology.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, cancellationToken);
        var token = either.Token;

        // PostgreSQL gives up a transaction of which a statement is cancelled.
        var mayCancel = connections.ReadOnly is null && Array.TrueForAll(legs, leg => connections[leg.Shard].CurrentTransaction is null);
        using IDisposable? permits = mayCancel ? null : await connections.Permits.TakeAsync(readers.ToOpen(legs, consistency), cancellationToken).ConfigureAwait(false);
        try
        {
            await runner.RunAsync(
                LegReaders.ShardsOf(legs), (i, _) => search.IsOver ? Task.CompletedTask : AskAsync(legs[i], replicas), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await search.AbandonAsync().ConfigureAwait(false);
            throw;
        }

        return search.Result();

        async Task AskAsync(LegStatement leg, ReplicaReads? sources)
        {
            try
            {
                var reader = await readers.OpenAsync(leg, parameters, consistency, sources, token).ConfigureAwait(false);
                var isHit = false;
                try
                {
                    isHit = await reader.ReadNamedAsync(token).ConfigureAwait(false) && search.TryEnd(reader);
                }
                finally
                {
                    if (!isHit)
                    {
                        await reader.DisposeAsync().ConfigureAwait(false);
                    }
                    else if (mayCancel)
                    {
                        stop.CancelAfter(Patience);
                    }
                }
            }
            catch (Exception exception)
            {
                search.Fail(exception, NameOf(leg));
            }
        }
    }

    private string NameOf(LegStatement leg) => connections.Topology.Shards[leg.Shard].Name;

    /// <summary>What has come of it so far.</summary>
    private sealed class Search
    {
        private RelationalDataReader? _hit;
        private ExceptionDispatchInfo? _failure;

        public bool IsOver => Volatile.Read(ref _hit) is not null;

        /// <summary>A leg's reader stands on the row; <see langword="false" /> if another's does already.</summary>
        public bool TryEnd(RelationalDataReader reader) => Interlocked.CompareExchange(ref _hit, reader, null) is null;

        /// <summary>A leg has failed, or was cancelled.</summary>
        public void Fail(Exception exception, string shard)
        {
            if (Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null) is null)
            {
                exception.Data[ShardingExceptionExtensions.DataKey] = shard;
            }
        }

        /// <summary>Every leg has ended.</summary>
        public LegRows Result()
        {
            if (_hit is not { } hit)
            {
                _failure?.Throw();
                return new LegRows([], null!);
            }

            // The reader has been advanced to its first row; its leg has limited itself.
            RelationalDataReader[] legs = [hit];
            return new LegRows(legs, new MergedDataReader(legs, new BegunMerge(new ConcatenatingMerge(legs), first: 0)));
        }

        public ValueTask AbandonAsync() => _hit?.DisposeAsync() ?? default;
    }
}
