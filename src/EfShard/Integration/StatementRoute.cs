using EfShard.Execution;
using EfShard.Execution.Rehearsing;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Integration;

/// <summary>Finds the shards of a rented command's statement, and tells a dry run of it.</summary>
/// <param name="connection">The context's connection.</param>
/// <param name="template">The statement; <see langword="null" /> if it did not come through the planner (a precompiled query): only a pinned shard can run it.</param>
internal readonly struct StatementRoute(ShardedConnection connection, StatementTemplate? template)
{
    /// <summary>Whether any shard can answer, so that another may when one turns out to be gone.</summary>
    public bool MayGoElsewhere => template is { Plan: { Conditions.Count: 0 } plan } && connection.Transaction is null && connection.Router.IsAnywhere(plan);

    public ShardSet Find(RelationalCommandParameterObject p)
    {
        if (template is null)
        {
            return FindForeign();
        }

        var values = p.ParameterValues ?? EmptyParameters.Instance;
        connection.Connections.ReadOnly?.Ask(connection.ConsistencyOf(template, values));
        var shards = connection.Router.Route(template.Plan, values);
        connection.Rehearsal?.Note(template, values, connection.Transaction);
        return shards;
    }

    public ValueTask<ShardSet> FindAsync(RelationalCommandParameterObject p, CancellationToken cancellationToken)
    {
        if (template is null)
        {
            return new ValueTask<ShardSet>(FindForeign());
        }

        var values = p.ParameterValues ?? EmptyParameters.Instance;
        connection.Connections.ReadOnly?.Ask(connection.ConsistencyOf(template, values));
        return connection.Rehearsal is { } rehearsal
            ? RehearseAsync(rehearsal, template, values, cancellationToken)
            : connection.Router.RouteAsync(template.Plan, values, cancellationToken);
    }

    /// <inheritdoc cref="StatementRouter.CheckOrder" />
    public ShardSet CheckOrder(ShardSet shards, RelationalCommandParameterObject p)
        => connection.Router.CheckOrder(template!.Plan, shards, p.ParameterValues ?? EmptyParameters.Instance);

    private async ValueTask<ShardSet> RehearseAsync(
        StatementRehearsal rehearsal, StatementTemplate statement, IReadOnlyDictionary<string, object?> values, CancellationToken cancellationToken)
    {
        var shards = await connection.Router.RouteAsync(statement.Plan, values, cancellationToken).ConfigureAwait(false);
        await rehearsal.NoteAsync(statement, values, connection.Transaction, cancellationToken).ConfigureAwait(false);
        return shards;
    }

    private ShardSet FindForeign()
    {
        connection.Connections.ReadOnly?.Ask(connection.Connections.Reading.Consistency);
        return connection.Router.Pinned is { } pinned ? ShardSet.Of(pinned) : throw ShardedConnection.NotPinned("a query that was compiled ahead of time");
    }
}
