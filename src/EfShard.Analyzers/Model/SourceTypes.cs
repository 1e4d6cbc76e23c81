using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Model;

/// <summary>The types of a namespace and of those in it, nested ones too.</summary>
internal static class SourceTypes
{
    public static IEnumerable<INamedTypeSymbol> Of(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers().OfType<INamespaceOrTypeSymbol>())
        {
            if (member is INamedTypeSymbol type)
            {
                yield return type;
            }

            foreach (var nested in Of(member))
            {
                yield return nested;
            }
        }
    }
}
