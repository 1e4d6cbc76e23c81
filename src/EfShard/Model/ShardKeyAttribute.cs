namespace EfShard;

/// <summary>
///     Marks the shard key of an entity: on a property, or on the class with the names of the properties. Says the same as
///     <c>HasShardKey(...)</c>, which wins where both are given.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
public sealed class ShardKeyAttribute : Attribute
{
    /// <summary>Marks a property as the shard key, or as a component of it.</summary>
    public ShardKeyAttribute()
        => PropertyNames = [];

    /// <summary>Names the properties of a class that make up its shard key.</summary>
    /// <param name="propertyName">The first property.</param>
    /// <param name="additionalPropertyNames">Further properties of a composite key, in the key's order.</param>
    public ShardKeyAttribute(string propertyName, params string[] additionalPropertyNames)
        => PropertyNames = [propertyName, .. additionalPropertyNames];

    /// <summary>The properties, where the attribute is on a class; empty on a property.</summary>
    public IReadOnlyList<string> PropertyNames { get; }

    /// <summary>The place of the property in a composite key, ascending; needed as soon as two properties are marked.</summary>
    public int Order { get; set; } = -1;

    /// <summary>The co-location group; the default group if <see langword="null" />.</summary>
    public string? Group { get; set; }

    /// <summary>Whether rows without a shard key are allowed; they live in one fixed place. Not allowed by default.</summary>
    public bool AllowNull { get; set; }
}
