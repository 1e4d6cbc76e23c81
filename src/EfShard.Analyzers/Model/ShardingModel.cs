using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Model;

/// <summary>
///     The model of one context, as far as the source tells; without a context, what all contexts agree on. Comes in: a
///     <see cref="ModelSource" /> and attributes. Goes out: entities and relationships, worked out when first asked for. What is not certain
///     is <see cref="Residence.Unknown" /> or null. Safe for concurrent use.
/// </summary>
internal sealed class ShardingModel
{
    private readonly ModelSource _source;
    private readonly ConcurrentDictionary<ITypeSymbol, Entity> _entities = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ITypeSymbol, IReadOnlyList<EntityDeclarations>> _about = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IPropertySymbol, Relationship?> _relationships = new(SymbolEqualityComparer.Default);

    public ShardingModel(ModelSource source, INamedTypeSymbol? context)
        => (_source, Context) = (source, context);

    public INamedTypeSymbol? Context { get; }

    /// <summary>Whether nothing counts as known: contexts say different things.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Whether all of the model's relationships are in this source. Otherwise one may be declared where nobody looks.</summary>
    public bool SeesRelationships
        => Context is not null
            && !IsSilent
            && !_source.HasUnseenConfiguration(Context)
            && Context.BasesAndSelf().TakeWhile(type => type.Name != "DbContext")
                .All(type => type.Locations.Any(l => l.IsInSource) || !type.GetMembers("OnModelCreating").Any());

    public Entity Find(ITypeSymbol type) => _entities.TryGetValue(type, out var known) ? known : _entities.GetOrAdd(type, Resolve(type, ImmutableHashSet.Create<ITypeSymbol>(SymbolEqualityComparer.Default)));

    /// <summary>What is said about an entity or, for inherited things, about its base classes; the entity's own first.</summary>
    public IReadOnlyList<EntityDeclarations> About(ITypeSymbol type)
        => _about.TryGetValue(type, out var known)
            ? known
            : _about.GetOrAdd(type, [.. type.BasesAndSelf().SelectMany(current => _source.About(current, Context))]);

    /// <summary>The relationship behind a navigation; null if it is none, or the source does not tell.</summary>
    public Relationship? FindRelationship(IPropertySymbol navigation, ITypeSymbol on)
        => _relationships.TryGetValue(navigation, out var known)
            ? known
            : _relationships.GetOrAdd(navigation, new RelationshipFinder(this).Find(navigation, on));

    /// <summary>Whether the navigation leads to a type that is part of the entity itself.</summary>
    public bool IsOwned(IPropertySymbol navigation, ITypeSymbol on)
        => About(on).Any(said => said.Owned.Contains(navigation.Name))
            || (navigation.Type.CollectionElement() ?? navigation.Type).GetAttributes().Any(a => a.AttributeClass?.Name is "OwnedAttribute" or "ComplexTypeAttribute");

    private Entity Resolve(ITypeSymbol type, ImmutableHashSet<ITypeSymbol> seen)
        => new(type, PlacementOf(type, seen), PrimaryKeys.Find(type, About(type))) { AllowsKeyChange = About(type).Any(said => said.AllowsKeyChange) };

    private Placement PlacementOf(ITypeSymbol type, ImmutableHashSet<ITypeSymbol> seen)
    {
        if (IsSilent)
        {
            return Placement.Unknown;
        }

        foreach (var current in type.BasesAndSelf())
        {
            var said = _source.About(current, Context).ToList();
            if (said.LastOrDefault(s => s.Syntax is not null) is not null)
            {
                return Declared(said);
            }
        }

        return AttributeReader.Read(type) is { } attributed ? attributed
            : seen.Contains(type) ? Placement.Unknown
            : Inherited(type, seen.Add(type));
    }

    private static Placement Declared(List<EntityDeclarations> said)
    {
        var places = said.Where(s => s.Syntax is not null).ToList();
        var last = places[places.Count - 1];
        if (places.Any(p => p.Residence != last.Residence || !p.ShardKey.SequenceEqual(last.ShardKey)))
        {
            return Placement.Unknown;
        }

        var group = said.Any(s => s.HasUnreadableGroup) ? null : said.LastOrDefault(s => s.Group is not null)?.Group ?? Placement.DefaultGroup;
        return last.Residence switch
        {
            Residence.Sharded => new Placement(Residence.Sharded, last.ShardKey, group),
            Residence.Unknown => Placement.Unknown,
            var other => new Placement(other, [], null),
        };
    }

    // An entity that says nothing itself lives with the principal that it promises to live with.
    private Placement Inherited(ITypeSymbol type, ImmutableHashSet<ITypeSymbol> seen)
    {
        var principals = About(type).SelectMany(said => said.Relationships)
            .Where(r => r.Promise is Promise.Colocated && r.EntityIsDependent is not false)
            .Select(r => (r.Target, r.ForeignKey, r.PrincipalKey))
            .ToList();
        if (principals is not [var (target, foreignKey, principalKey)])
        {
            return Placement.Unknown;
        }

        var principal = Resolve(target, seen);
        if (!principal.IsSharded)
        {
            return Placement.Unknown;
        }

        var keys = principalKey.IsEmpty ? principal.PrimaryKey : principalKey;
        var carried = principal.Placement.Key.Select(name => keys.IndexOf(name)).Where(i => i >= 0 && i < foreignKey.Count).Select(i => foreignKey[i]).ToList();
        return principal.Placement with { Key = carried.Count == principal.Placement.Key.Count ? [.. carried] : [] };
    }
}
