using System.ComponentModel;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.ValueGeneration;

namespace EfShard.Ids;

/// <summary>Makes the value generators of <c>HasShardedId()</c>. Public because the code of compiled models names it; use <c>HasShardedId()</c> instead.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ShardedIdGeneratorFactory : ValueGeneratorFactory
{
    /// <inheritdoc />
    public override ValueGenerator Create(IProperty property, ITypeBase typeBase)
    {
        ArgumentNullException.ThrowIfNull(property);
        return (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) == typeof(Guid) ? new ShardedGuidGenerator() : new ShardedIdGenerator(property);
    }
}
