using System.Diagnostics.CodeAnalysis;
using EfShard.Infrastructure;
using EfShard.Model;
using EfShard.Planning;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution;

/// <summary>
///     Decides for one execution of a statement which shards it asks. In: a plan, parameters, what the context is pinned to. Out: a
///     <see cref="ShardSet" />, or the refusal that the plan carries; then Integration runs it. A value, because every context has one.
/// </summary>
/// <param name="connections">The context's connections.</param>
/// <param name="pin">What the context is pinned to.</param>
/// <param name="planned">The shards of a dry run, which have no connections; <see langword="null" /> for those that have.</param>
internal readonly struct StatementRouter(ShardConnectionSet connections, ShardPin pin, ShardTopology? planned = null)
{
    private static uint s_turn;

    public ShardBinder Binder => new(Topology);

    private ShardTopology Topology => planned ?? connections.Topology;

    /// <summary>Finds the shards to ask.</summary>
    /// <exception cref="CrossShardQueryException">Several shards would have to be asked, and the plan can't combine their answers.</exception>
    public ShardSet Route(ShardPlan plan, IReadOnlyDictionary<string, object?> parameters)
        => Demand(plan, TryRouteByName(plan, parameters, out var named) ? named : Check(plan, Binder.Bind(plan, parameters), parameters));

    /// <summary>As <see cref="Route" />, waiting for asynchronous strategies.</summary>
    /// <exception cref="CrossShardQueryException">Several shards would have to be asked, and the plan can't combine their answers.</exception>
    public ValueTask<ShardSet> RouteAsync(ShardPlan plan, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken)
    {
        if (TryRouteByName(plan, parameters, out var named))
        {
            return new ValueTask<ShardSet>(Demand(plan, named));
        }

        var bound = Binder.BindAsync(plan, parameters, cancellationToken);
        return bound.IsCompletedSuccessfully ? new ValueTask<ShardSet>(Demand(plan, Check(plan, bound.Result, parameters))) : CheckLater(plan, bound, parameters);
    }

    /// <summary>
    ///     Whether the merge can reproduce the order of text, which the shards tell when they are first opened; each has been. If not, the rows are
    ///     gathered, and the database sorts.
    /// </summary>
    /// <exception cref="CrossShardQueryException">It can't, and may not gather.</exception>
    public ShardSet CheckOrder(ShardPlan plan, ShardSet shards, IReadOnlyDictionary<string, object?> parameters)
    {
        if (plan.Pushdown!.ComparedByDefault is not { } text)
        {
            return shards;
        }

        foreach (var index in shards.AsEnumerable())
        {
            var shard = Topology.Shards[index];
            if (shard.DefaultCollation is not { } collation || !TextCollations.IsBinary(collation))
            {
                return Gathered(
                    plan, shards, parameters, Refusals.Order($"{text} (the collation of shard '{shard.Name}' is {shard.DefaultCollation ?? "unknown"})"));
            }
        }

        return shards;
    }

    /// <summary>
    ///     What happens to a statement that has to be gathered: what it says itself, or its context's scope, or the options. What only combines groups is no gather in their
    ///     sense.
    /// </summary>
    public GatherPolicy PolicyOf(ShardPlan plan, IReadOnlyDictionary<string, object?> parameters)
        => plan.IsCombinedByDatabase ? GatherPolicy.Allow : plan.GatherPolicy switch
        {
            ValueSource.Parameter parameter => (GatherPolicy)(int)parameters[parameter.Name]!,
            ValueSource.Constant constant => (GatherPolicy)(int)constant.Value!,
            _ => pin.Gather ?? Topology.Gather,
        };

    /// <summary>Whether a statement looks for one value of a global index, and nothing else says on which shard.</summary>
    public bool LooksUp(ShardPlan plan, IReadOnlyDictionary<string, object?> parameters, [NotNullWhen(true)] out GlobalIndex? index, [NotNullWhen(true)] out object? value)
    {
        (index, value) = (null, null);
        if (plan is { Kind: StatementKind.Select, Conditions: [{ Lookup: { } lookup } condition], ReadsUnsharded: false, Shard: null, NeedsPin: null }
            && pin.Shard is null && Topology.GatherMode is GatherMode.AsNeeded
            && Topology.TryGetGroup(condition.Group, out var group) && group.Shards.Count > 1)
        {
            index = lookup.Index;
            value = lookup.Value is ValueSource.Parameter parameter ? parameters[parameter.Name] : ((ValueSource.Constant)lookup.Value).Value;
        }

        return index is not null && value is not null && index.Value.ClrType.IsInstanceOfType(value);
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

    private async ValueTask<ShardSet> CheckLater(ShardPlan plan, ValueTask<ShardSet> bound, IReadOnlyDictionary<string, object?> parameters)
        => Demand(plan, Check(plan, await bound.ConfigureAwait(false), parameters));

    private bool TryRouteByName(ShardPlan plan, IReadOnlyDictionary<string, object?> parameters, out ShardSet shards)
    {
        RefuseAmbientTransaction();
        if (plan.Forbidden is { } forbidden)
        {
            throw Refuse(forbidden);
        }

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

        if (plan.AsksAll)
        {
            shards = Check(plan, ShardSet.Of(Enumerable.Range(0, Topology.Shards.Count)), parameters);
            return true;
        }

        if (plan.GathersForRawSql)
        {
            shards = Gathered(plan, ShardSet.Of(Enumerable.Range(0, Topology.Shards.Count)), parameters, plan.Refusal!);
            return true;
        }

        if (Topology.GatherMode is not GatherMode.AsNeeded && plan is { Gather: not null, Kind: StatementKind.Select })
        {
            shards = ShardSet.Gathered(Enumerable.Range(0, Topology.Shards.Count));
            return true;
        }

        if (plan.Kind is StatementKind.ReferenceWrite)
        {
            shards = Check(plan, ShardSet.Of(Topology.Attached.Select(s => s.Index)), parameters);
            return true;
        }

        if (plan is { Conditions.Count: 0, ReadsUnsharded: false })
        {
            // Reference tables and constants are the same everywhere.
            shards = ShardSet.Of(NextShard);
            return true;
        }

        shards = default;
        return false;
    }

    private ShardSet Check(ShardPlan plan, ShardSet shards, IReadOnlyDictionary<string, object?> parameters)
    {
        if (shards.Count > 1 && plan.Pushdown is null)
        {
            return Gathered(plan, shards, parameters, plan.Refusal ?? Refusals.UnknownStatement(plan.Original.GetType()));
        }

        return shards.Count == 0 && !plan.IsEmptyWithoutShards && plan.EmptyAnswer is null ? ShardSet.Of(FirstShard) : shards;
    }

    /// <summary>Whether a statement reads only what is the same everywhere, reference tables and constants, and nothing says where.</summary>
    public bool IsAnywhere(ShardPlan plan)
        => plan is { Conditions.Count: 0, ReadsUnsharded: false, Shard: null, NeedsPin: null, AsksAll: false, GathersForRawSql: false, Kind: StatementKind.Select } && pin.Shard is null;

    /// <summary>A shard for what is the same on all: where the context already is, or the first one.</summary>
    public int FirstShard => Home ?? Topology.Attached[0].Index;

    private int? Home => connections.Home is { } home && Topology.Shards[home].Availability is not ShardAvailability.Detached ? home : null;

    /// <summary>The same, or by turns, so that what every context asks first is not asked of one shard.</summary>
    private int NextShard => Home ?? Next(Topology.Attached).Index;

    private static ShardNode Next(IReadOnlyList<ShardNode> shards) => shards[(int)(Interlocked.Increment(ref s_turn) % (uint)shards.Count)];

    private ShardSet Demand(ShardPlan plan, ShardSet shards)
    {
        ArchivedShards.Demand(Topology, shards, plan.Kind is not StatementKind.Select);
        return shards;
    }

    private ShardSet Gathered(ShardPlan plan, ShardSet shards, IReadOnlyDictionary<string, object?> parameters, Refusal refusal)
        => plan.Gather is null ? throw Refuse(refusal)
            : PolicyOf(plan, parameters) is GatherPolicy.Throw ? throw Refuse(refusal with { WayOut = refusal.WayOut + Refusals.OrGather })
            : ShardSet.Gathered(shards.AsEnumerable());

    private int Find(string? name)
        => name is not null && Topology.TryGetShard(name, out var shard)
            ? shard.Index
            : throw UnknownShard(name);

    private ShardingConfigurationException UnknownShard(string? name)
        => name is not null && Topology.Planned?.TryGetShard(name, out _) is true
            ? ConfigurationErrors.OnlyPlanned(name, Topology.Shards[0].Name)
            : new ShardingConfigurationException($"There is no shard '{name}'. The shards are: {string.Join(", ", Topology.Shards.Select(s => s.Name))}.");

    private static CrossShardQueryException Refuse(Refusal refusal) => new(refusal.Part, refusal.Reason, refusal.WayOut);
}
