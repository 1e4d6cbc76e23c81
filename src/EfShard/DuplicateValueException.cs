using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Update;

namespace EfShard;

/// <summary>
///     A value of a property with <c>HasGlobalIndex</c> belongs to another row already, on whichever shard. Nothing of the <c>SaveChanges</c> is saved. Of several
///     that save one value at the same time, exactly one gets it. The value itself is in <see cref="DbUpdateException.Entries" /> only.
/// </summary>
public sealed class DuplicateValueException : DbUpdateException
{
    internal DuplicateValueException(string entityType, string property, Exception? innerException, IReadOnlyList<IUpdateEntry> entries)
        : base(
            $"A value of '{entityType}.{property}', which is unique over all shards (HasGlobalIndex), belongs to another row already. Nothing is saved. Choose "
            + "another value, or load the row that has it.",
            innerException,
            entries)
    {
        EntityType = entityType;
        Property = property;
    }

    /// <summary>The name of the entity type.</summary>
    public string EntityType { get; }

    /// <summary>The name of the property.</summary>
    public string Property { get; }
}
