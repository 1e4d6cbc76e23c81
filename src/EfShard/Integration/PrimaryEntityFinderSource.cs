#pragma warning disable EF1001 // EF Core's finders are internal classes.
using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Internal;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Integration;

/// <summary>Makes <see cref="PrimaryEntityFinder{TEntity}" />s, the way EF Core makes its own.</summary>
internal sealed class PrimaryEntityFinderSource : IEntityFinderSource
{
    private readonly ConcurrentDictionary<Type, Func<IStateManager, IDbSetSource, IDbSetCache, IEntityType, IEntityFinder>> _constructors = new();

    public IEntityFinder Create(IStateManager stateManager, IDbSetSource setSource, IDbSetCache setCache, IEntityType type)
        => _constructors.GetOrAdd(type.ClrType, static t => ConstructorOf(t))(stateManager, setSource, setCache, type);

    private static Func<IStateManager, IDbSetSource, IDbSetCache, IEntityType, IEntityFinder> ConstructorOf(Type type)
        => typeof(PrimaryEntityFinderSource).GetMethod(nameof(Construct), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type)
            .CreateDelegate<Func<IStateManager, IDbSetSource, IDbSetCache, IEntityType, IEntityFinder>>();

    private static IEntityFinder Construct<TEntity>(IStateManager stateManager, IDbSetSource setSource, IDbSetCache setCache, IEntityType type)
        where TEntity : class
        => new PrimaryEntityFinder<TEntity>(stateManager, setSource, setCache, type);
}
