using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Model;

/// <summary>The models of a compilation, one for each context.</summary>
internal sealed class ShardingModels
{
    private readonly ConcurrentDictionary<ISymbol, ShardingModel> _models = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ITypeSymbol, ShardingModel> _ofEntities = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, HashSet<ITypeSymbol>> _sets = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, bool> _areSharded = new(SymbolEqualityComparer.Default);
    private readonly ShardingModel _any;
    private readonly ShardingModel _silent;

    public ShardingModels(ModelSource source)
    {
        Source = source;
        _any = new ShardingModel(source, source.Contexts is [var only] ? only : null);
        _silent = new ShardingModel(source, null) { IsSilent = true };
    }

    public ModelSource Source { get; }

    /// <summary>The model of a context, or of one of the classes derived from it.</summary>
    public ShardingModel For(ITypeSymbol? context)
        => context is INamedTypeSymbol type && type.IsDbContext() && !type.Is(Symbols.EntityFrameworkCore, "DbContext")
            ? _models.TryGetValue(type, out var known) ? known : _models.GetOrAdd(type, new ShardingModel(Source, type))
            : _any;

    /// <summary>The model to judge an entity by where no context is named: that of the one context that knows it, or what all agree on.</summary>
    public ShardingModel ForEntity(ITypeSymbol entity)
        => _ofEntities.TryGetValue(entity, out var known) ? known : _ofEntities.GetOrAdd(entity, FindForEntity(entity));

    private ShardingModel FindForEntity(ITypeSymbol entity)
    {
        var knowing = Source.Contexts.Where(context => SetsOf(context).Contains(entity)).ToList();
        return knowing.Count == 0 ? _any
            : knowing.Select(For).Select(model => (Model: model, model.Find(entity).Placement)).ToList() is var candidates
                && candidates.All(c => c.Placement.Equals(candidates[0].Placement))
                ? candidates[0].Model
                : _silent;
    }

    /// <summary>Whether a context has a sharded entity: a set of one, or one that its methods configure.</summary>
    public bool IsSharded(ITypeSymbol? context)
        => context is INamedTypeSymbol type && type.IsDbContext()
            && (_areSharded.TryGetValue(type, out var known) ? known : _areSharded.GetOrAdd(type, SetsOf(type).Any(entity => For(type).Find(entity).IsSharded)));

    /// <summary>The entities that a context has sets of.</summary>
    private HashSet<ITypeSymbol> SetsOf(INamedTypeSymbol context)
        => _sets.TryGetValue(context, out var known)
            ? known
            : _sets.GetOrAdd(context, new HashSet<ITypeSymbol>(
                context.BasesAndSelf().SelectMany(t => t.GetMembers().OfType<IPropertySymbol>()).Select(p => p.Type.DbSetElement()).OfType<ITypeSymbol>(),
                SymbolEqualityComparer.Default));
}
