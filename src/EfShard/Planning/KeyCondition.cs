namespace EfShard.Planning;

/// <summary>
///     What a statement says about one shard key: read from its predicates when it is planned, turned into a set of shards when it runs.
///     A condition never claims more than the predicates do; what can't be read is <see cref="Any" />.
/// </summary>
internal abstract record KeyCondition
{
    private KeyCondition()
    {
    }

    /// <summary>Nothing is known: every shard of the group.</summary>
    public sealed record Any : KeyCondition
    {
        public static readonly Any Instance = new();

        public override string ToString() => "any";
    }

    /// <summary>No row can match.</summary>
    public sealed record None : KeyCondition
    {
        public static readonly None Instance = new();

        public override string ToString() => "none";
    }

    /// <summary>One component of the key equals a value.</summary>
    public sealed record Equal(int Component, string Column, ValueSource Value) : KeyCondition
    {
        public override string ToString() => $"{Column} = {Value}";
    }

    /// <summary>One component of the key is one of several values.</summary>
    public sealed record OneOf(int Component, string Column, KeyList List) : KeyCondition
    {
        public override string ToString() => $"{Column} in {List}";
    }

    /// <summary>One component of the key lies on one side of a value.</summary>
    public sealed record Bound(int Component, string Column, ValueSource Value, bool IsLower, bool IsInclusive) : KeyCondition
    {
        public override string ToString() => $"{Column} {(IsLower ? ">" : "<")}{(IsInclusive ? "=" : "")} {Value}";
    }

    /// <summary>A part of one component of the key, which is a date or a time, compares with one of several values.</summary>
    public sealed record Timed(int Component, string Column, TimePart Part, TimeComparison Comparison, KeyList Values) : KeyCondition
    {
        public override string ToString() => $"{Part} of {Column} {Sign} {(Values is KeyList.Values { Items: [var only] } ? only : Values)}";

        private string Sign => Comparison switch
        {
            TimeComparison.Equal => Values is KeyList.Values { Items.Count: 1 } ? "=" : "in",
            TimeComparison.Less => "<",
            TimeComparison.LessOrEqual => "<=",
            TimeComparison.Greater => ">",
            _ => ">=",
        };
    }

    /// <summary>A column that carries the slot of the key, an id of <c>HasShardedId()</c>, is one of several values.</summary>
    public sealed record Slotted(string Column, KeyList Ids) : KeyCondition
    {
        public override string ToString() => Ids is KeyList.Values { Items: [var only] } ? $"slot of {Column} = {only}" : $"slot of {Column} in {Ids}";
    }

    /// <summary>Both conditions hold.</summary>
    public sealed record And(KeyCondition Left, KeyCondition Right) : KeyCondition
    {
        public override string ToString() => $"{Left} conjunction {Right}";
    }

    /// <summary>At least one of the conditions holds.</summary>
    public sealed record Or(KeyCondition Left, KeyCondition Right) : KeyCondition
    {
        public override string ToString() => $"({Left} or {Right})";
    }

    public static KeyCondition Both(KeyCondition left, KeyCondition right) => (left, right) switch
    {
        (None, _) or (_, None) => None.Instance,
        (Any, _) => right,
        (_, Any) => left,
        _ when left == right => left,
        _ => new And(left, right),
    };

    public static KeyCondition Either(KeyCondition left, KeyCondition right) => (left, right) switch
    {
        (Any, _) or (_, Any) => Any.Instance,
        (None, _) => right,
        (_, None) => left,
        _ when left == right => left,
        _ => new Or(left, right),
    };
}
