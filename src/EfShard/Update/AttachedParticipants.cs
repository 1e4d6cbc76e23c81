using System.Data;
using EfShard.Execution;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Update;

/// <summary>Shards whose files are on one connection, and which have one transaction together: one commit, one rollback, one set of savepoints.</summary>
internal sealed class AttachedParticipants(IShardConnections connections, AttachedShards attached, IsolationLevel isolationLevel, TransactionMarks marks)
    : Participants(connections, isolationLevel, marks)
{
    private readonly IsolationLevel _isolationLevel = isolationLevel;
    private readonly TransactionMarks _marks = marks;

    public override IReadOnlyCollection<IDbContextTransaction> Transactions => attached.Transaction is { } transaction ? [transaction] : [];

    public override void Join(int shard)
    {
        var isFirst = Transactions.Count == 0;
        attached.Join(shard, _isolationLevel);
        foreach (var savepoint in isFirst ? _marks.Savepoints : [])
        {
            attached.Transaction!.CreateSavepoint(savepoint);
        }

        Add(shard, attached.Transaction!);
    }

    public override async ValueTask JoinAsync(int shard, CancellationToken cancellationToken)
    {
        var isFirst = Transactions.Count == 0;
        await attached.JoinAsync(shard, _isolationLevel, cancellationToken).ConfigureAwait(false);
        foreach (var savepoint in isFirst ? _marks.Savepoints : [])
        {
            await attached.Transaction!.CreateSavepointAsync(savepoint, cancellationToken).ConfigureAwait(false);
        }

        Add(shard, attached.Transaction!);
    }

    public override void Dispose(Failures failures)
    {
        ForEach(transaction => failures.Try(transaction.Dispose));
        failures.Try(attached.Dispose);
    }

    public override async Task DisposeAsync(Failures failures)
    {
        await ForEachAsync(transaction => failures.TryAsync(() => transaction.DisposeAsync().AsTask())).ConfigureAwait(false);
        await failures.TryAsync(() => attached.DisposeAsync().AsTask()).ConfigureAwait(false);
    }
}
