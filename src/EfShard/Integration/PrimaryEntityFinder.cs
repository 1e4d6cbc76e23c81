#pragma warning disable EF1001 // What Reload and GetDatabaseValues ask is an internal class of EF Core.
using EfShard.Execution;
using EfShard.Execution.Replicas;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Internal;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Integration;

/// <summary>
///     EF Core's finder, whose <c>GetDatabaseValues</c>, and so <c>Reload</c>, asks the primary: they are called when a save found a row changed, and
///     a replica may not have the change yet. Finding and loading read as any query does.
/// </summary>
internal sealed class PrimaryEntityFinder<TEntity>(IStateManager stateManager, IDbSetSource setSource, IDbSetCache setCache, IEntityType type)
    : EntityFinder<TEntity>(stateManager, setSource, setCache, type)
    where TEntity : class
{
    private readonly DbContext _context = stateManager.Context;

    public override object[]? GetDatabaseValues(InternalEntityEntry entry)
    {
        using var primary = AskPrimary();
        return base.GetDatabaseValues(entry);
    }

    public override async Task<object[]?> GetDatabaseValuesAsync(InternalEntityEntry entry, CancellationToken cancellationToken = default)
    {
        using var primary = AskPrimary();
        return await base.GetDatabaseValuesAsync(entry, cancellationToken).ConfigureAwait(false);
    }

    // A transaction that only reads goes on with the server that it has.
    private ConsistencyScope? AskPrimary()
        => (ShardConnectionSet)_context.GetService<IShardConnections>() is { Topology.HasReplicas: true, ReadOnly: null } connections
            ? new ConsistencyScope(connections.Reading, Consistency.Strong)
            : null;
}
