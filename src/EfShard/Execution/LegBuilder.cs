using System.Collections;
using System.Numerics;
using EfShard.Planning;
using EfShard.Topology;

namespace EfShard.Execution;

/// <summary>Makes the legs of a fan-out: the same command for all, or, where the statement lists shard keys, each with only the keys it owns.</summary>
internal sealed class LegBuilder(ShardBinder binder, IShardConnections connections)
{
    public LegStatement[] Build(StatementTemplate template, ShardSet shards, IReadOnlyDictionary<string, object?> parameters)
        => template.Plan.Pushdown!.SplitLists is [var list, ..]
            ? Divide(template, shards, parameters, list.List, shards.Keys ?? binder.Divide(TableOf(template.Plan), list, parameters))
            : Same(template, shards, parameters);

    public async ValueTask<LegStatement[]> BuildAsync(
        StatementTemplate template, ShardSet shards, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken)
        => template.Plan.Pushdown!.SplitLists is [var list, ..]
            ? Divide(
                template, shards, parameters, list.List,
                shards.Keys ?? await binder.DivideAsync(TableOf(template.Plan), list, parameters, cancellationToken).ConfigureAwait(false))
            : Same(template, shards, parameters);

    private StatementTemplate On(int shard, StatementTemplate template) => template.In(connections.SchemaOf(shard));

    private static TableCondition TableOf(ShardPlan plan) => plan.Conditions[0];

    private LegStatement[] Same(StatementTemplate template, ShardSet shards, IReadOnlyDictionary<string, object?> parameters)
        => Make(shards, shard => new LegStatement(shard, On(shard, template).GetLeg(0), parameters));

    private LegStatement[] Divide(
        StatementTemplate template, ShardSet shards, IReadOnlyDictionary<string, object?> parameters, KeyList list, DividedKeys keys)
    {
        switch (list)
        {
            case KeyList.Collection collection:
                var ofType = CollectionsLike(parameters[collection.Parameter]!);
                return Make(
                    shards,
                    shard => new LegStatement(
                        shard, On(shard, template).GetLeg(0),
                        new Dictionary<string, object?>(parameters) { [collection.Parameter] = ofType(keys.Of(shard)) }));
            case KeyList.Values values:
                return Make(shards, shard => WrittenOut(template, shard, parameters, values, keys.Of(shard)));
            default:
                throw new NotSupportedException($"A key list of type '{list.GetType().Name}' is not known.");
        }
    }

    private static LegStatement[] Make(ShardSet shards, Func<int, LegStatement> leg)
    {
        var legs = new LegStatement[shards.Count];
        for (var i = 0; i < legs.Length; i++)
        {
            legs[i] = leg(shards[i]);
        }

        return legs;
    }

    /// <summary>Lengths are rounded up to powers of two, the last value repeated, so that few different commands are ever rendered.</summary>
    private LegStatement WrittenOut(
        StatementTemplate template, int shard, IReadOnlyDictionary<string, object?> parameters, KeyList.Values values, List<object> own)
    {
        var length = Math.Min((int)BitOperations.RoundUpToPowerOf2((uint)own.Count), values.Items.Count);
        var mine = new Dictionary<string, object?>(parameters);
        for (var i = 0; i < length; i++)
        {
            mine[((ValueSource.Parameter)values.Items[i]).Name] = own[Math.Min(i, own.Count - 1)];
        }

        return new LegStatement(shard, On(shard, template).GetLeg(length), mine, length);
    }

    /// <summary>Makes collections of the same type as the application's, as far as they can be made: providers choose by it how to send them.</summary>
    private static Func<List<object>, object> CollectionsLike(object original)
    {
        var type = original.GetType();
        if (type.IsArray)
        {
            var element = type.GetElementType()!;
            return values =>
            {
                var array = Array.CreateInstance(element, values.Count);
                for (var i = 0; i < values.Count; i++)
                {
                    array.SetValue(values[i], i);
                }

                return array;
            };
        }

        var items = type.GetInterfaces().Append(type)
            .First(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>)).GetGenericArguments()[0];
        var listType = typeof(List<>).MakeGenericType(items);
        return values =>
        {
            var list = (IList)Activator.CreateInstance(listType)!;
            foreach (var value in values)
            {
                list.Add(value);
            }

            return list;
        };
    }
}
