using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace EfShard.Model;

/// <summary>
///     Turns <see cref="ShardKeyAttribute" />, <see cref="ReferenceTableAttribute" /> and <see cref="UnshardedTableAttribute" /> into
///     annotations, unless the model builder has already said what the entity is.
/// </summary>
internal sealed class ShardingAttributeConvention : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var type in modelBuilder.Metadata.GetEntityTypes())
        {
            // A shared type's attributes are those of a dictionary or of a class that many entities have in common: owned ones are still judged.
            if (type.GetDeclaredKind() is null && !type.IsPropertyBag)
            {
                Apply(type);
            }
        }
    }

    private static void Apply(IConventionEntityType type)
    {
        var properties = MarkedProperties(type);
        // A base class that is mapped itself has its own say; one that is not passes its attribute on.
        var onClass = type.ClrType.GetCustomAttribute<ShardKeyAttribute>(inherit: type.BaseType is null);
        var isReference = type.ClrType.IsDefined(typeof(ReferenceTableAttribute), inherit: false);
        var isUnsharded = type.ClrType.IsDefined(typeof(UnshardedTableAttribute), inherit: false);

        var marks = new[] { properties.Count > 0, onClass is not null, isReference, isUnsharded }.Count(mark => mark);
        if (marks > 1)
        {
            throw new ShardingModelException(ShardModelErrors.ContradictingAttributes(type));
        }

        if (isReference || isUnsharded)
        {
            Annotate(type, ShardingAnnotations.Kind, (isReference ? TableKind.Reference : TableKind.Unsharded).ToString());
        }
        else if (onClass is not null)
        {
            ApplyKey(type, [.. onClass.PropertyNames], [onClass]);
        }
        else if (properties.Count > 0)
        {
            if (properties.Count > 1 && properties.Select(pair => pair.Attribute.Order).Distinct().Count() < properties.Count)
            {
                throw new ShardingModelException(ShardModelErrors.UnorderedAttributes(type));
            }

            var ordered = properties.OrderBy(pair => pair.Attribute.Order).ToList();
            ApplyKey(type, ordered.Select(pair => pair.Name).ToArray(), ordered.ConvertAll(pair => pair.Attribute));
        }
    }

    private static List<(string Name, ShardKeyAttribute Attribute)> MarkedProperties(IConventionEntityType type)
        => type.GetDeclaredProperties()
            .Where(property => property.PropertyInfo is not null && !property.IsIndexerProperty())
            .Select(property => (property.Name, Attribute: property.PropertyInfo!.GetCustomAttribute<ShardKeyAttribute>(inherit: true)!))
            .Where(pair => pair.Attribute is not null)
            .ToList();

    private static void ApplyKey(IConventionEntityType type, string[] names, IReadOnlyList<ShardKeyAttribute> attributes)
    {
        if (names.Length == 0)
        {
            throw new ShardingModelException(ShardModelErrors.EmptyShardKey(type));
        }

        Annotate(type, ShardingAnnotations.Kind, nameof(TableKind.Sharded));
        Annotate(type, ShardingAnnotations.ShardKey, names);
        if (attributes.Select(attribute => attribute.Group).FirstOrDefault(group => group is not null) is { } group)
        {
            Annotate(type, ShardingAnnotations.Group, group);
        }

        if (attributes.Any(attribute => attribute.AllowNull))
        {
            Annotate(type, ShardingAnnotations.AllowNullShardKey, true);
        }
    }

    private static void Annotate(IConventionEntityType type, string name, object value)
        => type.Builder.HasAnnotation(name, value, fromDataAnnotation: true);
}
