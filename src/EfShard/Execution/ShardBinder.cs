using EfShard.Planning;
using EfShard.Strategies;
using EfShard.Topology;

namespace EfShard.Execution;

/// <summary>
///     Binds a plan to the values of one execution: which shards can hold rows. In: the plan's conditions and the parameters. Out: a
///     <see cref="ShardSet" />. Strategies that must wait (a directory) are asked once, for all keys together.
/// </summary>
internal readonly struct ShardBinder(ShardTopology topology)
{
    /// <summary>Above so many keys the shards are not looked up one by one: all are asked.</summary>
    private const int MostKeys = 100_000;

    /// <summary>Finds the shards.</summary>
    /// <exception cref="ShardKeyException">A key belongs to no shard.</exception>
    public ShardSet Bind(ShardPlan plan, IReadOnlyDictionary<string, object?> parameters)
        => DividedList(plan) is { } list ? ShardSet.Of(Divide(plan.Conditions[0], list, parameters)) : Bind(plan.Conditions, plan.ReadsUnsharded, parameters);

    /// <inheritdoc cref="Bind(ShardPlan, IReadOnlyDictionary{string, object})" />
    public ShardSet Bind(IReadOnlyList<TableCondition> conditions, bool readsUnsharded, IReadOnlyDictionary<string, object?> parameters)
    {
        if (!readsUnsharded && TryBindSimply(conditions, parameters, out var simple))
        {
            return simple;
        }

        var selections = Select(conditions, parameters);
        foreach (var selection in selections)
        {
            foreach (var key in selection.Keys)
            {
                selection.Shards.Add(selection.Group.Locate(key));
            }
        }

        return Unite(readsUnsharded, selections);
    }

    /// <summary>Finds the shards, waiting for asynchronous strategies.</summary>
    /// <exception cref="ShardKeyException">A key belongs to no shard.</exception>
    public ValueTask<ShardSet> BindAsync(ShardPlan plan, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken)
        => DividedList(plan) is not { } list ? BindAsync(plan.Conditions, plan.ReadsUnsharded, parameters, cancellationToken)
            : IsAsynchronous(plan.Conditions) ? DivideSlowlyAsync(plan.Conditions[0], list, parameters, cancellationToken)
            : new ValueTask<ShardSet>(ShardSet.Of(Divide(plan.Conditions[0], list, parameters)));

    /// <inheritdoc cref="BindAsync(ShardPlan, IReadOnlyDictionary{string, object}, CancellationToken)" />
    public ValueTask<ShardSet> BindAsync(
        IReadOnlyList<TableCondition> conditions, bool readsUnsharded, IReadOnlyDictionary<string, object?> parameters,
        CancellationToken cancellationToken)
        => IsAsynchronous(conditions)
            ? BindSlowlyAsync(conditions, readsUnsharded, parameters, cancellationToken)
            : new ValueTask<ShardSet>(Bind(conditions, readsUnsharded, parameters));

    /// <summary>Divides the values of a list among the shards that own them; nulls, which match nothing, are left out.</summary>
    public async ValueTask<DividedKeys> DivideAsync(
        TableCondition table, KeyCondition.OneOf list, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken)
    {
        var (values, keys) = ReadKeys(table, list, parameters);
        var shards = new int[keys.Length];
        await GroupOf(table).LocateAsync(keys, shards, cancellationToken).ConfigureAwait(false);
        return new DividedKeys(values, shards, topology.Shards.Count);
    }

    /// <summary>As <see cref="DivideAsync" />, without waiting.</summary>
    public DividedKeys Divide(TableCondition table, KeyCondition.OneOf list, IReadOnlyDictionary<string, object?> parameters)
    {
        var (values, keys) = ReadKeys(table, list, parameters);
        var group = GroupOf(table);
        return new DividedKeys(values, Array.ConvertAll(keys, key => group.Locate(key)), topology.Shards.Count);
    }

    private static (List<object> Values, ShardKey[] Keys) ReadKeys(TableCondition table, KeyCondition.OneOf list, IReadOnlyDictionary<string, object?> parameters)
    {
        var evaluator = new KeyConditionEvaluator(table, parameters);
        var known = new HashSet<object>();
        var (values, keys) = (new List<object>(), new List<ShardKey>());
        foreach (var value in evaluator.ReadList(list.List))
        {
            if (value is not null && known.Add(value) && evaluator.ToKey(list.Component, value) is { } key)
            {
                values.Add(value);
                keys.Add(key);
            }
        }

        return (values, [.. keys]);
    }

    /// <summary>The list whose division among the shards is all that binding has to find: done once, for the shards and for what each is asked.</summary>
    private static KeyCondition.OneOf? DividedList(ShardPlan plan)
        => plan is { ReadsUnsharded: false, Conditions: [{ Condition: KeyCondition.OneOf list }], Pushdown.SplitLists: [var divided, ..] }
            && ReferenceEquals(list, divided) ? list : null;

    private async ValueTask<ShardSet> DivideSlowlyAsync(
        TableCondition table, KeyCondition.OneOf list, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken)
        => ShardSet.Of(await DivideAsync(table, list, parameters, cancellationToken).ConfigureAwait(false));

    private bool IsAsynchronous(IReadOnlyList<TableCondition> conditions)
    {
        for (var i = 0; i < conditions.Count; i++)
        {
            if (GroupOf(conditions[i]).Strategy.IsAsynchronous)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The commonest statement, one table and one value, without a list of anything.</summary>
    private bool TryBindSimply(IReadOnlyList<TableCondition> conditions, IReadOnlyDictionary<string, object?> parameters, out ShardSet shards)
    {
        if (conditions is [{ Condition: KeyCondition.Equal equal, Placement.KeyColumns: [var column] } condition]
            && (equal.Value is ValueSource.Parameter parameter ? parameters[parameter.Name] : ((ValueSource.Constant)equal.Value).Value) is { } value
            && ShardKey.From(column.ToStore(value)) is { Kind: not ShardKeyKind.Null } key)
        {
            shards = ShardSet.Of(GroupOf(condition).Locate(key));
            return true;
        }

        if (conditions is [{ Condition: KeyCondition.Slotted { Ids: KeyList.Values { Items: [var only] } } } table]
            && (only is ValueSource.Parameter id ? parameters[id.Name] : ((ValueSource.Constant)only).Value) is long carrying
            && ShardedId.TryReadSlot(carrying, out var slot)
            && GroupOf(table).LocateSlot(slot) is [var shard])
        {
            shards = ShardSet.Of(shard);
            return true;
        }

        shards = default;
        return false;
    }

    private async ValueTask<ShardSet> BindSlowlyAsync(
        IReadOnlyList<TableCondition> conditions, bool readsUnsharded, IReadOnlyDictionary<string, object?> parameters,
        CancellationToken cancellationToken)
    {
        var selections = Select(conditions, parameters);
        foreach (var selection in selections)
        {
            var keys = selection.Keys.ToArray();
            var located = new int[keys.Length];
            await selection.Group.LocateAsync(keys, located, cancellationToken).ConfigureAwait(false);
            selection.Shards.UnionWith(located);
        }

        return Unite(readsUnsharded, selections);
    }

    private List<(ShardGroup Group, IReadOnlyCollection<ShardKey> Keys, HashSet<int> Shards)> Select(
        IReadOnlyList<TableCondition> conditions, IReadOnlyDictionary<string, object?> parameters)
    {
        var selections = new List<(ShardGroup, IReadOnlyCollection<ShardKey>, HashSet<int>)>(conditions.Count);
        foreach (var condition in conditions)
        {
            var group = GroupOf(condition);
            var keys = new HashSet<ShardKey>();
            var shards = new HashSet<int>();
            foreach (var box in new KeyConditionEvaluator(condition, parameters).Evaluate() ?? [KeyBox.Of(1, 0, KeyDomain.Anything)])
            {
                if (box.Enumerate(MostKeys) is { } finite)
                {
                    keys.UnionWith(finite);
                }
                else
                {
                    shards.UnionWith(
                        box.Slots is { } slots ? slots.SelectMany(group.LocateSlot)
                        : box.Components is [{ Range: { } range }] ? group.LocateRange(range)
                        : group.Shards);
                }
            }

            selections.Add((group, keys, shards));
        }

        return selections;
    }

    private ShardSet Unite(bool readsUnsharded, List<(ShardGroup Group, IReadOnlyCollection<ShardKey> Keys, HashSet<int> Shards)> selections)
    {
        IEnumerable<int> shards = selections.SelectMany(s => s.Shards);
        return ShardSet.Of(readsUnsharded ? shards.Append(topology.UnshardedShard) : shards);
    }

    private ShardGroup GroupOf(TableCondition condition)
        => topology.TryGetGroup(condition.Group, out var group)
            ? group
            : throw new ShardingConfigurationException($"The model puts '{condition.Table}' into the group '{condition.Group}', which the options do not define.");
}
