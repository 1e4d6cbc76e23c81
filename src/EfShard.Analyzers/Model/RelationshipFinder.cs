using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Model;

/// <summary>
///     Comes in: a navigation. Goes out: its relationship, put together from what the model declares, from attributes and from EF Core's
///     conventions of names; null as soon as something is not certain (many-to-many, shadow keys, several candidates).
/// </summary>
internal sealed class RelationshipFinder
{
    private readonly ShardingModel _model;

    public RelationshipFinder(ShardingModel model) => _model = model;

    public Relationship? Find(IPropertySymbol navigation, ITypeSymbol on)
    {
        var element = navigation.Type.CollectionElement();
        var target = element ?? navigation.Type.WithoutNullable();
        if (target is not INamedTypeSymbol { TypeKind: TypeKind.Class } || _model.IsOwned(navigation, on))
        {
            return null;
        }

        var declared = Declared(navigation.Name, on, target).ToList();
        if (declared.Any(d => d.IsManyToMany || d.IsOpenEnded) || (declared.Count == 0 && !IsSeen(on, target)))
        {
            return null;
        }

        return Ends(navigation, on, target, element is not null, declared) is var (dependent, principal, reference)
            ? Make(dependent, principal, reference, declared)
            : null;
    }

    private bool IsSeen(ITypeSymbol on, ITypeSymbol target)
        => _model.SeesRelationships && on.Locations.Any(l => l.IsInSource) && target.Locations.Any(l => l.IsInSource);

    // From either side. A side without a navigation in the chain is told by the types, if nothing else fits.
    private IEnumerable<RelationshipDeclaration> Declared(string navigation, ITypeSymbol on, ITypeSymbol target)
        => _model.About(on).SelectMany(said => said.Relationships).Where(r => r.Navigation == navigation && target.DerivesFrom(r.Target))
            .Concat(_model.About(target).SelectMany(said => said.Relationships).Where(r => r.Inverse == navigation && on.DerivesFrom(r.Target)));

    private static (ITypeSymbol Dependent, ITypeSymbol Principal, string? Reference)? Ends(
        IPropertySymbol navigation, ITypeSymbol on, ITypeSymbol target, bool isCollection, List<RelationshipDeclaration> declared)
    {
        var inverse = declared.Select(d => OtherEnd(d, navigation.Name, on)).FirstOrDefault(name => name is not null) ?? InverseOf(navigation, on, target);
        if (declared.Select(d => DependentOf(d)).FirstOrDefault(d => d is not null) is { } dependent)
        {
            return on.DerivesFrom(dependent) && !(isCollection && target.DerivesFrom(dependent))
                ? (on, target, navigation.Name)
                : (target, on, inverse);
        }

        if (isCollection)
        {
            var many = target.AllProperties().Any(p => p.Type.CollectionElement() is { } back && on.DerivesFrom(back));
            return inverse is null && many ? null : (target, on, inverse);
        }

        return ForeignKeys.Find(on, navigation.Name, target) is { IsEmpty: false } ? (on, target, navigation.Name)
            : inverse is not null && ForeignKeys.Find(target, inverse, on) is { IsEmpty: false } ? (target, on, inverse)
            : declared.Any(d => !d.ForeignKey.IsEmpty && d.ForeignKey.All(name => on.FindProperty(name) is not null && target.FindProperty(name) is null))
                ? (on, target, navigation.Name)
            : null;
    }

    private static ITypeSymbol? DependentOf(RelationshipDeclaration declaration) => declaration.EntityIsDependent switch
    {
        true => declaration.Entity is ITypeParameterSymbol ? null : declaration.Entity,
        false => declaration.Target,
        null => null,
    };

    private static string? OtherEnd(RelationshipDeclaration declaration, string navigation, ITypeSymbol on)
        => declaration.Navigation == navigation && on.DerivesFrom(declaration.Entity) ? declaration.Inverse : declaration.Navigation;

    private static string? InverseOf(IPropertySymbol navigation, ITypeSymbol on, ITypeSymbol target)
    {
        if (InverseProperty(navigation) is { } named)
        {
            return named;
        }

        var back = target.AllProperties().Where(p => on.DerivesFrom(p.Type.CollectionElement() ?? p.Type) && (p.Type.CollectionElement() ?? p.Type).SpecialType is SpecialType.None).ToList();
        return back.FirstOrDefault(p => InverseProperty(p) == navigation.Name) is { } marked ? marked.Name
            : back.Where(p => p.Type.CollectionElement() is null).ToList() is [var only] && IsOnlyWay(navigation, on, target) ? only.Name
            : null;
    }

    private static bool IsOnlyWay(IPropertySymbol navigation, ITypeSymbol on, ITypeSymbol target)
        => on.AllProperties().Count(p => SymbolEqualityComparer.Default.Equals(p.Type.CollectionElement() ?? p.Type, target)) == 1
            || SymbolEqualityComparer.Default.Equals(on, target);

    private static string? InverseProperty(IPropertySymbol property)
        => property.FindAttribute("System.ComponentModel.DataAnnotations.Schema", "InversePropertyAttribute")?.ConstructorArguments.FirstOrDefault().Value as string;

    private Relationship? Make(ITypeSymbol dependentType, ITypeSymbol principalType, string? reference, List<RelationshipDeclaration> declared)
    {
        var dependent = _model.Find(dependentType);
        var principal = _model.Find(principalType);
        var foreignKey = declared.Select(d => d.ForeignKey).FirstOrDefault(f => !f.IsEmpty) ?? ForeignKeys.Find(dependentType, reference, principalType);
        var principalKey = declared.Select(d => d.PrincipalKey).FirstOrDefault(k => !k.IsEmpty) ?? principal.PrimaryKey;
        var promise = declared.Select(d => d.Promise).FirstOrDefault(p => p is not Promise.None);

        return promise is Promise.None && (foreignKey.IsEmpty || foreignKey.Count != principalKey.Count)
            ? null
            : new Relationship(dependent, principal, foreignKey, principalKey, promise);
    }
}
