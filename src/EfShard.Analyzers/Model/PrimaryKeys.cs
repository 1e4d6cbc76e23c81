using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Model;

/// <summary>An entity's primary key: as the model says, as attributes say, or as EF Core's conventions find it.</summary>
internal static class PrimaryKeys
{
    public static ValueList<string> Find(ITypeSymbol type, IEnumerable<EntityDeclarations> said)
        => said.Select(s => s.PrimaryKey).LastOrDefault(key => key is not null) is { } declared ? declared
            : FromClass(type) is { IsEmpty: false } onClass ? onClass
            : Marked(type) is { } marked ? [marked.Name]
            : ByName(type);

    private static ValueList<string> FromClass(ITypeSymbol type)
        => type.BasesAndSelf().Select(t => t.FindAttribute(Symbols.EntityFrameworkCore, "PrimaryKeyAttribute")).FirstOrDefault(a => a is not null) is { } attribute
            ? [.. attribute.ConstructorArguments.SelectMany(a => a.Strings())]
            : [];

    private static IPropertySymbol? Marked(ITypeSymbol type)
        => type.AllProperties().FirstOrDefault(p => p.FindAttribute("System.ComponentModel.DataAnnotations", "KeyAttribute") is not null);

    private static ValueList<string> ByName(ITypeSymbol type)
    {
        foreach (var name in type.BasesAndSelf().Select(t => t.Name + "Id").Prepend("Id"))
        {
            if (type.AllProperties().FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase)) is { } property)
            {
                return [property.Name];
            }
        }

        return [];
    }
}
