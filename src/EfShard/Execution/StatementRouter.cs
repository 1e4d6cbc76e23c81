using EfShard.Planning;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution;

/// <summary>
///     Decides for one execution of a statement which shards it asks. In: a plan, parameters, what the context is pinned to. Out: a
///     <see cref="ShardSet" />, or the refusal that the plan carries; then Integration runs it. A value, because every context has one.
/// </summary>
internal readonly struct StatementRouter(ShardConnectionSet connections, ShardPin pin)
{
    private static uint s_turn;

    public ShardBinder Binder => new(connections.Topology);

    private ShardTopology Topology => connections.Topology;

    /// <summary>Finds the shards to ask.</summary>
    /// <exception cref="CrossShardQueryException">Several shards would have to be asked, and the plan can't combine their answers.</exception>
    public ShardSet Route(ShardPlan plan, IReadOnlyDictionary<string, object?> parameters)
        => TryRouteByName(plan, parameters, out var named) ? named : Check(plan, Binder.Bind(plan, parameters));

    /// <summary>As <see cref="Route" />, waiting for asynchronous strategies.</summary>
    /// <exception cref="CrossShardQueryException">Several shards would have to be asked, and the plan can't combine their answers.</exception>
    public ValueTask<ShardSet> RouteAsync(ShardPlan plan, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken)
    {
        if (TryRouteByName(plan, parameters, out var named))
        {
            return new ValueTask<ShardSet>(named);
        }

        var bound = Binder.BindAsync(plan, parameters, cancellationToken);
        return bound.IsCompletedSuccessfully ? new ValueTask<ShardSet>(Check(plan, bound.Result)) : CheckLater(plan, bound);
    }

    /// <summary>Refuses an order of text that turns out to be one that the merge can't reproduce. Every shard asked has been opened once.</summary>
    /// <exception cref="CrossShardQueryException">The database's collation is not binary.</exception>
    public void CheckOrder(ShardPlan plan, ShardSet shards)
    {
        if (plan.Pushdown!.MergeKeys.FirstOrDefault(k => k.Order is ValueOrder.TextDefault) is not { } text)
        {
            return;
        }

        foreach (var index in shards.AsEnumerable())
        {
            var shard = Topology.Shards[index];
            if (shard.DefaultCollation is not { } collation || !TextCollations.IsBinary(collation))
            {
                throw Refuse(Refusals.Order($"{text.Text} (the collation of shard '{shard.Name}' is {shard.DefaultCollation ?? "unknown"})"));
            }
        }
    }

    /// <summary>The shard that the context is pinned to.</summary>
    public int? Pinned => pin.Shard;

    /// <summary>Refuses what runs inside a TransactionScope: it would be neither enlisted nor rolled back on every shard.</summary>
    public static void RefuseAmbientTransaction()
    {
        if (System.Transactions.Transaction.Current is not null)
        {
            throw new InvalidOperationException(
                "A TransactionScope is active, and a sharded context can't take part in one: its shards would not commit together. "
                + "Use context.Database.BeginTransaction(), or suppress the scope around the context's work.");
        }
    }

    private async ValueTask<ShardSet> CheckLater(ShardPlan plan, ValueTask<ShardSet> bound) => Check(plan, await bound.ConfigureAwait(false));

    private bool TryRouteByName(ShardPlan plan, IReadOnlyDictionary<string, object?> parameters, out ShardSet shards)
    {
        RefuseAmbientTransaction();
        if (plan.Shard is { } named)
        {
            shards = ShardSet.Of(Find((named is ValueSource.Parameter parameter ? parameters[parameter.Name] : ((ValueSource.Constant)named).Value) as string));
            return true;
        }

        if (pin.Shard is { } pinned)
        {
            shards = ShardSet.Of(pinned);
            return true;
        }

        if (plan.NeedsPin is { } refusal)
        {
            throw Refuse(refusal);
        }

        if (Topology.Gather is GatherMode.Always && plan.Kind is StatementKind.Select)
        {
            shards = ShardSet.Gathered(Topology.Shards.Count);
            return true;
        }

        if (plan.Kind is StatementKind.ReferenceWrite)
        {
            shards = ShardSet.Of(Enumerable.Range(0, Topology.Shards.Count));
            return true;
        }

        if (plan is { Conditions.Count: 0, ReadsUnsharded: false })
        {
            // Reference tables and constants are the same everywhere: where the context already is, or by turns.
            shards = ShardSet.Of(connections.Home ?? (int)(Interlocked.Increment(ref s_turn) % (uint)Topology.Shards.Count));
            return true;
        }

        shards = default;
        return false;
    }

    private ShardSet Check(ShardPlan plan, ShardSet shards)
    {
        if (shards.Count > 1 && plan.Pushdown is null)
        {
            if (Topology.Gather is not GatherMode.Off && plan.Kind is StatementKind.Select)
            {
                return ShardSet.Gathered(Topology.Shards.Count);
            }

            throw Refuse(plan.Refusal ?? Refusals.UnknownStatement(plan.Original.GetType()));
        }

        return shards.Count == 0 && !plan.IsEmptyWithoutShards && plan.EmptyAnswer is null ? ShardSet.Of(connections.Home ?? 0) : shards;
    }

    private int Find(string? name)
        => name is not null && Topology.TryGetShard(name, out var shard)
            ? shard.Index
            : throw new ShardingConfigurationException(
                $"There is no shard '{name}'. The shards are: {string.Join(", ", Topology.Shards.Select(s => s.Name))}.");

    private static CrossShardQueryException Refuse(Refusal refusal) => new(refusal.Part, refusal.Reason, refusal.WayOut);
}
