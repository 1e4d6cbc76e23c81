namespace EfShard.Planning;

/// <summary>A list of shard keys in a statement: <c>IN (...)</c> in whichever form the provider writes it.</summary>
internal abstract record KeyList
{
    private KeyList()
    {
    }

    /// <summary>One parameter holds the whole collection: <c>= ANY(@ids)</c>, <c>IN (SELECT value FROM json_each(@ids))</c>.</summary>
    public sealed record Collection(string Parameter) : KeyList
    {
        public override string ToString() => "@" + Parameter;
    }

    /// <summary>The values stand in the statement one by one, as constants or as parameters that EF Core expanded a collection into.</summary>
    public sealed record Values(IReadOnlyList<ValueSource> Items) : KeyList
    {
        public bool Equals(Values? other) => other is not null && Items.SequenceEqual(other.Items);

        public override int GetHashCode() => Items.Count == 0 ? 0 : HashCode.Combine(Items.Count, Items[0]);

        public override string ToString() => $"({Items.Count} values)";
    }
}
