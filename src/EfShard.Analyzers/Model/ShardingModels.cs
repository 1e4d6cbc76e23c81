using System.Collections.Concurrent;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Model;

/// <summary>The models of a compilation, one for each context.</summary>
internal sealed class ShardingModels
{
    private readonly ConcurrentDictionary<ISymbol, ShardingModel> _models = new(SymbolEqualityComparer.Default);
    private readonly ShardingModel _any;
    private readonly ShardingModel _silent;

    public ShardingModels(ModelSource source)
    {
        Source = source;
        _any = new ShardingModel(source, source.Contexts is [var only] ? only : null);
        _silent = new ShardingModel(source, null) { IsSilent = true };
        _silent = new ShardingModel(source, null) { IsSilent = true };
    }

    public ModelSource Source { get; }

    /// <summary>The model of a context, or of one of the classes derived from it.</summary>
    public ShardingModel For(ITypeSymbol? context)
        => context is INamedTypeSymbol type && type.IsDbContext() && !type.Is(Symbols.EntityFrameworkCore, "DbContext")
            ? _models.GetOrAdd(type, new ShardingModel(Source, type))
            : _any;

    /// <summary>The model to judge an entity by where no context is named: that of the one context that knows it, or what all agree on.</summary>
    public ShardingModel ForEntity(ITypeSymbol entity)
    {
        var knowing = Source.Contexts.Where(context => Knows(context, entity)).ToList();
        return knowing.Count == 0 ? _any
            : knowing.Select(For).Select(model => (Model: model, model.Find(entity).Placement)).ToList() is var candidates
                && candidates.All(c => c.Placement.Equals(candidates[0].Placement))
                ? candidates[0].Model
                : _silent;
    }

    /// <summary>Whether a context has a sharded entity: a set of one, or one that its methods configure.</summary>
    public bool IsSharded(ITypeSymbol? context)
        => context is INamedTypeSymbol type && type.IsDbContext()
            && type.BasesAndSelf().SelectMany(t => t.GetMembers().OfType<IPropertySymbol>())
                .Any(p => p.Type.DbSetElement() is { } entity && For(type).Find(entity).IsSharded);

    private static bool Knows(INamedTypeSymbol context, ITypeSymbol entity)
        => context.BasesAndSelf().SelectMany(t => t.GetMembers().OfType<IPropertySymbol>()).Any(p => SymbolEqualityComparer.Default.Equals(p.Type.DbSetElement(), entity));
}
