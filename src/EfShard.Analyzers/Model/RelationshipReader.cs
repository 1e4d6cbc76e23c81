using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EfShard.Analyzers.Model;

/// <summary>Comes in: a call of <c>HasOne</c> or <c>HasMany</c>. Goes out: what its chain says about the relationship.</summary>
internal static class RelationshipReader
{
    public static RelationshipDeclaration? Read(IInvocationOperation start, ITypeSymbol entity)
    {
        var chain = FluentReader.Chain(start).ToList();
        var last = chain.LastOrDefault() ?? start;
        var navigation = NavigationOf(start);
        if (TargetOf(start, entity, navigation) is not { } target)
        {
            return null;
        }

        var isMany = start.TargetMethod.Name == "HasMany";
        var with = chain.FirstOrDefault(c => c.TargetMethod.Name is "WithOne" or "WithMany");
        var foreignKey = chain.FirstOrDefault(c => c.TargetMethod.Name == "HasForeignKey");
        return new RelationshipDeclaration(entity, target, last.Syntax)
        {
            Navigation = navigation,
            Inverse = with is null ? null : NavigationOf(with),
            EntityIsDependent = isMany ? false
                : with?.TargetMethod.Name == "WithMany" ? true
                : foreignKey?.TargetMethod.TypeArguments is [var dependent] ? SymbolEqualityComparer.Default.Equals(dependent, entity)
                : null,
            IsManyToMany = isMany && with?.TargetMethod.Name == "WithMany",
            ForeignKey = foreignKey?.PropertyNames() ?? [],
            PrincipalKey = chain.FirstOrDefault(c => c.TargetMethod.Name == "HasPrincipalKey")?.PropertyNames() ?? [],
            Promise = chain.Any(c => c.TargetMethod.Name == "IsColocated") ? Promise.Colocated
                : chain.Any(c => c.TargetMethod.Name == "IsCrossShard") ? Promise.CrossShard
                : Promise.None,
            IsOpenEnded = FluentReader.IsKept(last),
        };
    }

    private static string? NavigationOf(IInvocationOperation call) => call.PropertyNames() is [var name] ? name : null;

    private static ITypeSymbol? TargetOf(IInvocationOperation start, ITypeSymbol entity, string? navigation)
        => start.TargetMethod.TypeArguments is [var target] ? target
            : navigation is null || entity.FindProperty(navigation)?.Type is not { } type ? null
            : type.CollectionElement() ?? type;
}
