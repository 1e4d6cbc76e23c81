using System.Data;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Update;

/// <summary>The shards that take part in a transaction, in their order, each with a transaction of its own connection's.</summary>
internal class Participants(IShardConnections connections, IsolationLevel isolationLevel, TransactionMarks marks)
{
    private readonly SortedDictionary<int, IDbContextTransaction> _open = [];

    // Those that have committed; they are disposed with the others.
    private readonly List<IDbContextTransaction> _ended = [];

    public int Count => _open.Count;

    public IReadOnlyCollection<int> Shards => _open.Keys;

    /// <summary>Their transactions; one, where they share it.</summary>
    public virtual IReadOnlyCollection<IDbContextTransaction> Transactions => _open.Values;

    public IDbContextTransaction this[int shard] => _open[shard];

    public virtual bool Contains(int shard) => _open.ContainsKey(shard);

    /// <summary>Refuses what changes rows, where the transaction was declared to change none.</summary>
    public virtual void RefuseWriting()
    {
    }

    /// <summary>Takes over a transaction that has begun.</summary>
    public void Add(int shard, IDbContextTransaction transaction) => _open.Add(shard, transaction);

    /// <summary>Begins a shard's transaction, with every savepoint made so far.</summary>
    public virtual void Join(int shard)
    {
        var participant = connections[shard].BeginTransaction(isolationLevel);
        try
        {
            foreach (var savepoint in marks.Savepoints)
            {
                participant.CreateSavepoint(savepoint);
            }
        }
        catch
        {
            participant.Dispose();
            throw;
        }

        _open.Add(shard, participant);
    }

    /// <inheritdoc cref="Join" />
    public virtual async ValueTask JoinAsync(int shard, CancellationToken cancellationToken)
    {
        var participant = await connections[shard].BeginTransactionAsync(isolationLevel, cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var savepoint in marks.Savepoints)
            {
                await participant.CreateSavepointAsync(savepoint, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            await participant.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        _open.Add(shard, participant);
    }

    /// <summary>Does something with each transaction.</summary>
    public void ForEach(Action<IDbContextTransaction> work)
    {
        foreach (var participant in Transactions)
        {
            work(participant);
        }
    }

    /// <inheritdoc cref="ForEach" />
    public async Task ForEachAsync(Func<IDbContextTransaction, Task> work)
    {
        foreach (var participant in Transactions)
        {
            await work(participant).ConfigureAwait(false);
        }
    }

    /// <summary>A shard has committed, and takes part no more.</summary>
    public void End(int shard)
    {
        if (_open.Remove(shard, out var participant))
        {
            _ended.Add(participant);
        }
    }

    /// <summary>Disposes all transactions; what has not been committed is rolled back.</summary>
    public virtual void Dispose(Failures failures)
    {
        foreach (var participant in _open.Values.Concat(_ended))
        {
            failures.Try(participant.Dispose);
        }
    }

    /// <inheritdoc cref="Dispose" />
    public virtual async Task DisposeAsync(Failures failures)
    {
        foreach (var participant in _open.Values.Concat(_ended))
        {
            await failures.TryAsync(() => participant.DisposeAsync().AsTask()).ConfigureAwait(false);
        }
    }
}
