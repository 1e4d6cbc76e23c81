using System.Data.Common;
using EfShard.Execution.Tracing;
using EfShard.Providers;
using EfShard.Topology;

namespace EfShard.Commit;

/// <summary>One writer's part in a commit over several: what is sent to it, and what is known of it.</summary>
internal sealed class TwoPhasePart(ShardNode shard, ShardParticipant transaction, PreparedName name, TwoPhaseDialect dialect)
{
    public ShardNode Shard { get; } = shard;

    public ShardParticipant Transaction { get; } = transaction;

    public string Name { get; } = name.ToString();

    public PartState State { get; private set; }

    /// <summary>Puts the record into the decider's transaction, which holds its lock from then on.</summary>
    public void Record(Guid id, string[] shards)
    {
        LegTrace.Step(Shard, "record", RecordCommand(id, shards).Run);
        CommitRules.Reach(CommitStep.Recorded, Shard.Name);
    }

    /// <inheritdoc cref="Record" />
    public async Task RecordAsync(Guid id, string[] shards, CancellationToken cancellationToken)
    {
        await LegTrace.StepAsync(Shard, "record", () => RecordCommand(id, shards).RunAsync(cancellationToken)).ConfigureAwait(false);
        CommitRules.Reach(CommitStep.Recorded, Shard.Name);
    }

    public void Prepare()
    {
        AboutToPrepare();
        LegTrace.Step(Shard, "prepare", PrepareCommand().Run);
        IsPrepared();
    }

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        AboutToPrepare();
        await LegTrace.StepAsync(Shard, "prepare", () => PrepareCommand().RunAsync(cancellationToken)).ConfigureAwait(false);
        IsPrepared();
    }

    /// <summary>The decision: the commit of the one that has the record.</summary>
    public void Decide() => LegTrace.Step(Shard, "decide", Transaction.CommitDatabase);

    /// <inheritdoc cref="Decide" />
    public Task DecideAsync() => LegTrace.StepAsync(Shard, "decide", Transaction.CommitDatabaseAsync);

    public void CommitPrepared()
    {
        CommitRules.Reach(CommitStep.Completing, Shard.Name);
        LegTrace.Step(Shard, "commit", Transaction.Command(dialect.CommitPrepared(Name)).Run);
        IsCommitted();
    }

    public async Task CommitPreparedAsync()
    {
        CommitRules.Reach(CommitStep.Completing, Shard.Name);
        await LegTrace.StepAsync(Shard, "commit", () => Transaction.Command(dialect.CommitPrepared(Name)).RunAsync(CancellationToken.None)).ConfigureAwait(false);
        IsCommitted();
    }

    public void RollbackPrepared() => Transaction.Command(dialect.RollbackPrepared(Name)).Run();

    public Task RollbackPreparedAsync() => Transaction.Command(dialect.RollbackPrepared(Name)).RunAsync(CancellationToken.None);

    private DbCommand RecordCommand(Guid id, string[] shards)
        => Transaction.Command(dialect.RecordSql).With("@id", id).With("@key", DecisionLookup.KeyOf(id)).With("@shards", shards);

    private DbCommand PrepareCommand() => Transaction.Command(dialect.Prepare(Name));

    private void AboutToPrepare()
    {
        CommitRules.Reach(CommitStep.Preparing, Shard.Name);
        State = PartState.Asked;
    }

    private void IsPrepared()
    {
        State = PartState.Prepared;
        CommitRules.Reach(CommitStep.Prepared, Shard.Name);
    }

    private void IsCommitted()
    {
        State = PartState.Committed;
        CommitRules.Reach(CommitStep.Completed, Shard.Name);
    }
}
