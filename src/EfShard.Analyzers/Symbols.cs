using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers;

/// <summary>Questions about symbols that every rule asks. Types are told by name: EF Core may come in any version.</summary>
internal static class Symbols
{
    public const string EntityFrameworkCore = "Microsoft.EntityFrameworkCore";

    public static bool Is(this ITypeSymbol? type, string @namespace, string name)
        => type is not null && type.Name == name && type.ContainingNamespace.Is(@namespace);

    /// <summary>Whether a namespace has that full name. Makes no text of it: it is asked of every type that a query names.</summary>
    public static bool Is(this INamespaceSymbol? @namespace, string fullName)
    {
        var end = fullName.Length;
        for (var current = @namespace; current is { IsGlobalNamespace: false }; current = current.ContainingNamespace)
        {
            var start = end - current.Name.Length;
            if (start < 0 || string.CompareOrdinal(fullName, start, current.Name, 0, current.Name.Length) != 0)
            {
                return false;
            }

            if (start == 0)
            {
                return current.ContainingNamespace is { IsGlobalNamespace: true };
            }

            if (fullName[start - 1] != '.')
            {
                return false;
            }

            end = start - 1;
        }

        return false;
    }

    public static IEnumerable<INamedTypeSymbol> BasesAndSelf(this ITypeSymbol? type)
    {
        for (var current = type as INamedTypeSymbol; current is not null; current = current.BaseType)
        {
            yield return current;
        }
    }

    public static bool DerivesFrom(this ITypeSymbol? type, string @namespace, string name)
        => type.BasesAndSelf().Any(current => current.Is(@namespace, name));

    public static bool DerivesFrom(this ITypeSymbol? type, ITypeSymbol other)
        => type.BasesAndSelf().Any(current => SymbolEqualityComparer.Default.Equals(current.OriginalDefinition, other.OriginalDefinition));

    public static bool IsDbContext(this ITypeSymbol? type) => type.DerivesFrom(EntityFrameworkCore, "DbContext");

    /// <summary>The element type of a <c>DbSet</c>; null for other types.</summary>
    public static ITypeSymbol? DbSetElement(this ITypeSymbol? type)
        => type is INamedTypeSymbol { Name: "DbSet", TypeArguments: [var element] } && type.ContainingNamespace.Is(EntityFrameworkCore) ? element : null;

    /// <summary>The element type of an <c>IQueryable&lt;T&gt;</c> or of what implements it; null for other types.</summary>
    public static ITypeSymbol? QueryElement(this ITypeSymbol? type)
        => type is not INamedTypeSymbol named ? null : IsQueryable(named) ? named.TypeArguments[0]
            : named.AllInterfaces.FirstOrDefault(IsQueryable)?.TypeArguments[0];

    /// <summary>The element type of a collection; null for what is none, and for strings.</summary>
    public static ITypeSymbol? CollectionElement(this ITypeSymbol? type) => type switch
    {
        { SpecialType: SpecialType.System_String } => null,
        IArrayTypeSymbol array => array.ElementType,
        INamedTypeSymbol named when IsEnumerable(named) => named.TypeArguments[0],
        INamedTypeSymbol named => named.AllInterfaces.FirstOrDefault(IsEnumerable)?.TypeArguments[0],
        _ => null,
    };

    /// <summary>The property of that name, also an inherited one.</summary>
    public static IPropertySymbol? FindProperty(this ITypeSymbol? type, string name)
        => type.BasesAndSelf().SelectMany(current => current.GetMembers(name)).OfType<IPropertySymbol>().FirstOrDefault();

    public static IEnumerable<IPropertySymbol> AllProperties(this ITypeSymbol? type)
        => type.BasesAndSelf().SelectMany(current => current.GetMembers().OfType<IPropertySymbol>()).Where(property => !property.IsStatic && !property.IsIndexer);

    public static ITypeSymbol WithoutNullable(this ITypeSymbol type)
        => type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var bare] } ? bare : type;

    public static AttributeData? FindAttribute(this ISymbol symbol, string @namespace, string name)
        => symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass.Is(@namespace, name));

    /// <summary>The strings of an attribute's argument: one, or those of an array.</summary>
    public static IEnumerable<string> Strings(this TypedConstant constant)
        => constant.Kind is TypedConstantKind.Array
            ? constant.Values.IsDefault ? [] : constant.Values.Select(v => v.Value).OfType<string>()
            : constant.Value is string text ? [text] : [];

    private static bool IsQueryable(INamedTypeSymbol type) => type is { Name: "IQueryable", TypeArguments.Length: 1 } && type.Is("System.Linq", "IQueryable");

    private static bool IsEnumerable(INamedTypeSymbol type)
        => type.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_IEnumerable_T;
}
