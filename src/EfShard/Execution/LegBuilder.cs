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
            ? Divide(template, shards, parameters, list, binder.Split(TableOf(template.Plan), list, parameters))
            : Same(template, shards, parameters);

    public async ValueTask<LegStatement[]> BuildAsync(
        StatementTemplate template, ShardSet shards, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken)
        => template.Plan.Pushdown!.SplitLists is [var list, ..]
            ? Divide(
                template, shards, parameters, list,
                await binder.SplitAsync(TableOf(template.Plan), list, parameters, cancellationToken).ConfigureAwait(false))
            : Same(template, shards, parameters);

    private StatementTemplate On(int shard, StatementTemplate template) => template.In(connections.SchemaOf(shard));

    private static TableCondition TableOf(ShardPlan plan) => plan.Conditions[0];

    private LegStatement[] Same(StatementTemplate template, ShardSet shards, IReadOnlyDictionary<string, object?> parameters)
        => shards.AsEnumerable().Select(shard => new LegStatement(shard, On(shard, template).GetLeg(0), parameters)).ToArray();

    private LegStatement[] Divide(
        StatementTemplate template, ShardSet shards, IReadOnlyDictionary<string, object?> parameters, KeyCondition.OneOf list,
        IReadOnlyDictionary<int, List<object>> owned)
        => shards.AsEnumerable()
            .Select(shard => (Shard: shard, Own: owned.GetValueOrDefault(shard) ?? []))
            .Select(leg => list.List switch
            {
                KeyList.Collection collection => new LegStatement(
                    leg.Shard, On(leg.Shard, template).GetLeg(0), With(parameters, collection.Parameter, CollectionLike(parameters[collection.Parameter]!, leg.Own))),
                KeyList.Values values => WrittenOut(template, leg.Shard, parameters, values, leg.Own),
                _ => throw new NotSupportedException($"A key list of type '{list.List.GetType().Name}' is not known."),
            })
            .ToArray();

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

    private static Dictionary<string, object?> With(IReadOnlyDictionary<string, object?> parameters, string name, object value)
        => new(parameters) { [name] = value };

    /// <summary>A collection of the same type as the application's, as far as it can be made: providers choose by it how to send it.</summary>
    private static object CollectionLike(object original, List<object> values)
    {
        var type = original.GetType();
        var element = type.IsArray
            ? type.GetElementType()!
            : type.GetInterfaces().Append(type)
                .First(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>)).GetGenericArguments()[0];
        if (type.IsArray)
        {
            var array = Array.CreateInstance(element, values.Count);
            for (var i = 0; i < values.Count; i++)
            {
                array.SetValue(values[i], i);
            }

            return array;
        }

        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        foreach (var value in values)
        {
            list.Add(value);
        }

        return list;
    }
}
