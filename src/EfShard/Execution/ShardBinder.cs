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
        => Bind(plan.Conditions, plan.ReadsUnsharded, parameters);

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
        => BindAsync(plan.Conditions, plan.ReadsUnsharded, parameters, cancellationToken);

    /// <inheritdoc cref="BindAsync(ShardPlan, IReadOnlyDictionary{string, object}, CancellationToken)" />
    public ValueTask<ShardSet> BindAsync(
        IReadOnlyList<TableCondition> conditions, bool readsUnsharded, IReadOnlyDictionary<string, object?> parameters,
        CancellationToken cancellationToken)
        => IsAsynchronous(conditions)
            ? BindSlowlyAsync(conditions, readsUnsharded, parameters, cancellationToken)
            : new ValueTask<ShardSet>(Bind(conditions, readsUnsharded, parameters));

    /// <summary>Divides the values of a list among the shards that own them; nulls, which match nothing, are left out.</summary>
    public async ValueTask<IReadOnlyDictionary<int, List<object>>> SplitAsync(
        TableCondition table, KeyCondition.OneOf list, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken)
    {
        var (values, keys) = ReadKeys(table, list, parameters);
        var shards = new int[keys.Length];
        await GroupOf(table).LocateAsync(keys, shards, cancellationToken).ConfigureAwait(false);
        return Divide(values, shards);
    }

    /// <summary>As <see cref="SplitAsync" />, without waiting.</summary>
    public IReadOnlyDictionary<int, List<object>> Split(TableCondition table, KeyCondition.OneOf list, IReadOnlyDictionary<string, object?> parameters)
    {
        var (values, keys) = ReadKeys(table, list, parameters);
        var group = GroupOf(table);
        return Divide(values, Array.ConvertAll(keys, key => group.Locate(key)));
    }

    private static (List<object> Values, ShardKey[] Keys) ReadKeys(TableCondition table, KeyCondition.OneOf list, IReadOnlyDictionary<string, object?> parameters)
    {
        var evaluator = new KeyConditionEvaluator(table, parameters);
        var values = evaluator.ReadList(list.List).OfType<object>().Distinct().ToList();
        return (values, values.Select(v => evaluator.ToKey(list.Component, v)!.Value).ToArray());
    }

    private static Dictionary<int, List<object>> Divide(List<object> values, int[] shards)
    {
        var divided = new Dictionary<int, List<object>>();
        for (var i = 0; i < shards.Length; i++)
        {
            if (!divided.TryGetValue(shards[i], out var own))
            {
                divided.Add(shards[i], own = []);
            }

            own.Add(values[i]);
        }

        return divided;
    }

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
