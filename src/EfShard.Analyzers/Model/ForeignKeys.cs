using System;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Model;

/// <summary>The foreign key of a dependent as attributes or EF Core's conventions of names find it; only single ones by name.</summary>
internal static class ForeignKeys
{
    private const string Schema = "System.ComponentModel.DataAnnotations.Schema";

    /// <param name="dependent">The entity with the foreign key.</param>
    /// <param name="reference">Its navigation to the principal; null if it has none.</param>
    /// <param name="principal">The principal.</param>
    public static ValueList<string> Find(ITypeSymbol dependent, string? reference, ITypeSymbol principal)
    {
        if (reference is not null && dependent.FindProperty(reference) is { } navigation)
        {
            if (Named(navigation) is { } names)
            {
                return [.. names.Split(',').Select(name => name.Trim()).Where(name => dependent.FindProperty(name) is not null)];
            }

            if (dependent.AllProperties().FirstOrDefault(p => Named(p) == reference) is { } marked)
            {
                return [marked.Name];
            }
        }

        return ByName(dependent, reference, principal);
    }

    private static ValueList<string> ByName(ITypeSymbol dependent, string? reference, ITypeSymbol principal)
    {
        var key = PrimaryKeys.Find(principal, []) is [var single] ? single : "Id";
        string?[] names =
        [
            reference is null ? null : reference + key,
            reference is null ? null : reference + "Id",
            principal.Name + key,
            principal.Name + "Id",
        ];
        foreach (var name in names.OfType<string>())
        {
            if (dependent.AllProperties().FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase)) is { } property)
            {
                return [property.Name];
            }
        }

        return [];
    }

    private static string? Named(IPropertySymbol property)
        => property.FindAttribute(Schema, "ForeignKeyAttribute")?.ConstructorArguments.FirstOrDefault().Value as string;
}
