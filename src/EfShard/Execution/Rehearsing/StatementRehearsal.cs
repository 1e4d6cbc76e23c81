using EfShard.Planning;
using EfShard.Topology;

namespace EfShard.Execution.Rehearsing;

/// <summary>
///     Comes in: a statement of a dry run and its parameters. Routes it over the shards that are planned for, and notes what would come of it in the
///     <see cref="DryRunLedger" />. What would be an error there is noted and not thrown: on the one database the statement works.
/// </summary>
internal sealed class StatementRehearsal(ShardConnectionSet connections, ShardPin pin)
{
    private readonly ShardTopology _planned = connections.Topology.Planned!;
    private readonly DryRunLedger _ledger = DryRunLedger.Of(connections.Topology.Planned!);

    /// <summary>How statements would be routed.</summary>
    public StatementRouter Router => new(connections, new ShardPin { Gather = pin.Gather }, _planned);

    /// <summary>Notes a statement.</summary>
    /// <param name="template">The statement.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="transaction">The open transaction, if there is one.</param>
    public void Note(StatementTemplate template, IReadOnlyDictionary<string, object?> parameters, object? transaction)
    {
        Rehearsal rehearsal;
        try
        {
            rehearsal = pin.IsNamed ? OneShard : Judge(template.Plan, Router.Route(template.Plan, parameters), parameters, transaction);
        }
        catch (Exception exception)
        {
            rehearsal = Rehearsal.Refused(exception.Message);
        }

        Note(template, parameters, rehearsal);
    }

    /// <inheritdoc cref="Note(StatementTemplate, IReadOnlyDictionary{string, object}, object)" />
    /// <param name="template">The statement.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="transaction">The open transaction, if there is one.</param>
    /// <param name="cancellationToken">Cancels strategies that wait.</param>
    public async ValueTask NoteAsync(
        StatementTemplate template, IReadOnlyDictionary<string, object?> parameters, object? transaction, CancellationToken cancellationToken)
    {
        Rehearsal rehearsal;
        try
        {
            rehearsal = pin.IsNamed
                ? OneShard
                : Judge(template.Plan, await Router.RouteAsync(template.Plan, parameters, cancellationToken).ConfigureAwait(false), parameters, transaction);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            rehearsal = Rehearsal.Refused(exception.Message);
        }

        Note(template, parameters, rehearsal);
    }

    /// <summary>Notes what uses the connection itself, so that nothing is seen of it.</summary>
    public void NoteUnseen(string what)
    {
        if (!pin.IsNamed)
        {
            _ledger.Find(what)?.Add(Rehearsal.Refused(WriteErrors.NotPinned(what)));
        }
    }

    private static Rehearsal OneShard => new(DryRunTier.OneShard, 1);

    private void Note(StatementTemplate template, IReadOnlyDictionary<string, object?> parameters, Rehearsal rehearsal)
    {
        var isGathered = rehearsal.Tier is DryRunTier.Gathered;
        _ledger.Find(template)?.Add(
            rehearsal,
            () => PlanPrinter.Print(template.Plan, shards: null, isGathered),
            isGathered ? new GatherSample(template, new Dictionary<string, object?>(parameters)) : null);
    }

    private Rehearsal Judge(ShardPlan plan, ShardSet shards, IReadOnlyDictionary<string, object?> parameters, object? transaction)
    {
        if (shards is { IsGathered: false, Count: > 1 } && plan.Kind is StatementKind.Select)
        {
            shards = Router.CheckOrder(plan, shards, parameters);
        }

        if (plan.Kind is not StatementKind.Select && _planned.CrossShardCommit is CrossShardCommit.Reject)
        {
            var writers = transaction is null ? shards.Count : _ledger.AddWriters(transaction, shards.AsEnumerable());
            if (shards.Count > 1)
            {
                return Rehearsal.Refused(WriteErrors.SeveralShards(shards, _planned), shards.Count);
            }

            if (writers > 1)
            {
                return Rehearsal.Refused(WriteErrors.SecondWriter(writers), shards.Count);
            }
        }

        var tier = shards.IsGathered ? DryRunTier.Gathered
            : shards.Count == 0 || plan is { Kind: StatementKind.Select, Conditions.Count: 0, ReadsUnsharded: false } ? DryRunTier.AnyShard
            : shards.Count == 1 ? DryRunTier.OneShard
            : DryRunTier.SeveralShards;
        return new Rehearsal(tier, shards.Count);
    }
}
