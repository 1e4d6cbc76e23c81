using System.Data;
using EfShard.Execution.Replicas;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Update;

/// <summary>The shards that take part in a transaction which only reads, each on the server that was chosen for it.</summary>
internal sealed class ReadOnlyParticipants(IShardConnections connections, ReadOnlyLegs legs, TransactionMarks marks)
    : Participants(connections, IsolationLevel.Unspecified, marks)
{
    private readonly TransactionMarks _marks = marks;

    public override bool Contains(int shard)
    {
        legs.RefuseOther(shard);
        return base.Contains(shard);
    }

    public override void RefuseWriting() => throw new InvalidOperationException(UpdateErrors.ReadOnlyTransaction);

    public override void Join(int shard)
    {
        var participant = legs.Join(shard);

        // Whatever fails from here on, it is disposed of with the transaction.
        Add(shard, participant);
        foreach (var savepoint in _marks.Savepoints)
        {
            participant.CreateSavepoint(savepoint);
        }
    }

    public override async ValueTask JoinAsync(int shard, CancellationToken cancellationToken)
    {
        var participant = await legs.JoinAsync(shard, cancellationToken).ConfigureAwait(false);
        Add(shard, participant);
        foreach (var savepoint in _marks.Savepoints)
        {
            await participant.CreateSavepointAsync(savepoint, cancellationToken).ConfigureAwait(false);
        }
    }

    public override void Dispose(Failures failures)
    {
        base.Dispose(failures);
        legs.End();
    }

    public override async Task DisposeAsync(Failures failures)
    {
        await base.DisposeAsync(failures).ConfigureAwait(false);
        legs.End();
    }
}
