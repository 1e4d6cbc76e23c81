using System.Linq;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Model;

/// <summary>Comes in: an entity type, of any assembly. Goes out: what its attributes say about where it lives; null if nothing.</summary>
internal static class AttributeReader
{
    private const string EfShard = "EfShard";

    public static Placement? Read(ITypeSymbol entity)
    {
        if (entity.FindAttribute(EfShard, "ReferenceTableAttribute") is not null)
        {
            return new Placement(Residence.Reference, [], null);
        }

        if (entity.FindAttribute(EfShard, "UnshardedTableAttribute") is not null)
        {
            return new Placement(Residence.Unsharded, [], null);
        }

        if (OnClass(entity) is { } onClass)
        {
            var names = onClass.ConstructorArguments
                .SelectMany(a => a.Strings());
            return Sharded([.. names], onClass);
        }

        var marked = entity.AllProperties()
            .Select(property => (property.Name, Attribute: property.FindAttribute(EfShard, "ShardKeyAttribute")!))
            .Where(pair => pair.Attribute is not null)
            .OrderBy(pair => Named(pair.Attribute, "Order") is int order ? order : -1)
            .ToList();
        return marked.Count == 0 ? null : Sharded([.. marked.Select(pair => pair.Name)], [.. marked.Select(pair => pair.Attribute)]);
    }

    /// <summary>The attribute that says it: on the class, or on the first property; null if there is none in this compilation.</summary>
    public static SyntaxReference? Where(ITypeSymbol entity)
        => (OnClass(entity) ?? entity.AllProperties().Select(p => p.FindAttribute(EfShard, "ShardKeyAttribute")).FirstOrDefault(a => a is not null))
            ?.ApplicationSyntaxReference;

    private static AttributeData? OnClass(ITypeSymbol entity)
        => entity.BasesAndSelf().Select(type => type.FindAttribute(EfShard, "ShardKeyAttribute")).FirstOrDefault(a => a is not null);

    private static Placement Sharded(ValueList<string> key, params AttributeData[] attributes)
        => key.IsEmpty
            ? Placement.Unknown
            : new Placement(Residence.Sharded, key, attributes.Select(a => Named(a, "Group") as string).FirstOrDefault(g => g is not null) ?? Placement.DefaultGroup);

    private static object? Named(AttributeData attribute, string name)
        => attribute.NamedArguments.FirstOrDefault(pair => pair.Key == name).Value is { Kind: TypedConstantKind.Primitive } value ? value.Value : null;
}
