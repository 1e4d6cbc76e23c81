using EfShard.Strategies;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model;

/// <summary>One component of a shard key, as a property of an entity.</summary>
internal sealed class ShardKeyProperty(IProperty property)
{
    private Func<object?, object?>? _toStore;

    /// <summary>The property.</summary>
    public IProperty Property { get; } = property;

    /// <summary>
    ///     Turns a value of the model's type (or a value already of the store's type) into what the database stores, ready for
    ///     <see cref="ShardKey.From(object)" />.
    /// </summary>
    /// <exception cref="ShardKeyException">The value is of another type, or the column would convert it.</exception>
    public Func<object?, object?> ToStore => _toStore ??= ShardKeyConversion.For(Property);
}
