using System.Collections;
using EfShard.Planning;
using EfShard.Strategies;

namespace EfShard.Execution;

/// <summary>Turns a condition of a plan and the values of one execution into <see cref="KeyBox" />es.</summary>
internal sealed class KeyConditionEvaluator(TableCondition table, IReadOnlyDictionary<string, object?> parameters)
{
    /// <summary>More alternatives than this are not worth telling apart: all shards are asked then.</summary>
    private const int MostBoxes = 1_000;

    private readonly int _components = table.Placement.KeyColumns.Count;

    /// <summary>The alternatives; <see langword="null" /> when the key can be anything.</summary>
    public IReadOnlyList<KeyBox>? Evaluate() => Evaluate(table.Condition);

    /// <summary>The key of a value, or <see langword="null" /> for a null, which equals nothing.</summary>
    public ShardKey? ToKey(int component, object? value)
        => value is null ? null : ShardKey.From(table.Placement.KeyColumns[component].ToStore(value)) is { Kind: not ShardKeyKind.Null } key ? key : null;

    /// <summary>The model's values of a list.</summary>
    public IEnumerable<object?> ReadList(KeyList list) => list switch
    {
        KeyList.Collection collection => parameters[collection.Parameter] is IEnumerable values ? values.Cast<object?>() : [],
        KeyList.Values values => values.Items.Select(Read),
        _ => throw new NotSupportedException($"A key list of type '{list.GetType().Name}' is not known."),
    };

    private IReadOnlyList<KeyBox>? Evaluate(KeyCondition condition) => condition switch
    {
        KeyCondition.Any => null,
        KeyCondition.None => [],
        KeyCondition.Equal equal => ToKey(equal.Component, Read(equal.Value)) is { } key ? [Box(equal.Component, KeyDomain.Of([key]))] : [],
        KeyCondition.OneOf oneOf => EvaluateList(oneOf),
        KeyCondition.Bound bound => EvaluateBound(bound),
        KeyCondition.Timed timed => EvaluateTimed(timed),
        KeyCondition.Slotted slotted => EvaluateSlots(slotted),
        KeyCondition.And both => Intersect(Evaluate(both.Left), Evaluate(both.Right)),
        KeyCondition.Or either => Unite(Evaluate(either.Left), Evaluate(either.Right)),
        _ => throw new NotSupportedException($"A condition of type '{condition.GetType().Name}' is not known."),
    };

    private IReadOnlyList<KeyBox> EvaluateList(KeyCondition.OneOf oneOf)
    {
        var keys = new HashSet<ShardKey>();
        foreach (var value in ReadList(oneOf.List))
        {
            if (ToKey(oneOf.Component, value) is { } key)
            {
                keys.Add(key);
            }
        }

        return keys.Count == 0 ? [] : [Box(oneOf.Component, KeyDomain.Of(keys))];
    }

    private IReadOnlyList<KeyBox> EvaluateBound(KeyCondition.Bound bound)
    {
        if (ToKey(bound.Component, Read(bound.Value)) is not { } key)
        {
            return [];
        }

        var range = bound.IsLower
            ? new ShardKeyRange(key, bound.IsInclusive, null, false)
            : new ShardKeyRange(null, false, key, bound.IsInclusive);
        return [Box(bound.Component, KeyDomain.Of(range))];
    }

    private IReadOnlyList<KeyBox>? EvaluateSlots(KeyCondition.Slotted slotted)
    {
        var slots = new HashSet<int>();
        foreach (var value in ReadList(slotted.Ids))
        {
            if (value is null)
            {
                continue; // Equals nothing.
            }

            if (value is not long id || !ShardedId.TryReadSlot(id, out var slot))
            {
                return null; // Made elsewhere: its row may be anywhere.
            }

            slots.Add(slot);
        }

        return slots.Count == 0 ? [] : [KeyBox.Of(_components, slots)];
    }

    private List<KeyBox>? EvaluateTimed(KeyCondition.Timed timed)
    {
        var property = table.Placement.KeyColumns[timed.Component].Property;
        var days = timed.Part is TimePart.Later later ? Read(later.Days) : null;
        var boxes = new List<KeyBox>();
        foreach (var value in ReadList(timed.Values))
        {
            if (value is null)
            {
                continue; // Compares with nothing.
            }

            if (boxes.Count == MostBoxes || TimeRanges.Of(property, timed.Part, timed.Comparison, value, days) is not { } range)
            {
                return null;
            }

            boxes.Add(Box(timed.Component, KeyDomain.Of(range)));
        }

        return boxes;
    }

    private static IReadOnlyList<KeyBox>? Intersect(IReadOnlyList<KeyBox>? left, IReadOnlyList<KeyBox>? right)
    {
        if (left is null || right is null)
        {
            return left ?? right;
        }

        return left.Count * (long)right.Count > MostBoxes
            ? left
            : left.SelectMany(l => right.Select(l.Intersect)).OfType<KeyBox>().ToList();
    }

    private static IReadOnlyList<KeyBox>? Unite(IReadOnlyList<KeyBox>? left, IReadOnlyList<KeyBox>? right)
        => left is null || right is null || left.Count + right.Count > MostBoxes ? null : [.. left, .. right];

    private KeyBox Box(int component, KeyDomain domain) => KeyBox.Of(_components, component, domain);

    private object? Read(ValueSource source) => source switch
    {
        ValueSource.Constant constant => constant.Value,
        ValueSource.Parameter parameter => parameters[parameter.Name],
        _ => throw new NotSupportedException($"A value source of type '{source.GetType().Name}' is not known."),
    };
}
