using EfShard.Strategies;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model;

/// <summary>One component of a shard key, as a column of a table.</summary>
internal sealed class ShardKeyColumn(string name, IProperty property, Func<object?, object?> toStore)
{
    /// <summary>The column's name.</summary>
    public string Name { get; } = name;

    /// <summary>The property that is mapped to the column.</summary>
    public IProperty Property { get; } = property;

    /// <summary>
    ///     Turns a value of the model's type (or a value already of the store's type) into what the database stores, ready for
    ///     <see cref="ShardKey.From(object)" />.
    /// </summary>
    /// <exception cref="ShardKeyException">The column would convert the value: a local time into a <c>timestamp with time zone</c>, say.</exception>
    public Func<object?, object?> ToStore { get; } = toStore;
}
