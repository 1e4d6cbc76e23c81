using EfShard.Execution;
using EfShard.Planning;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Integration;

/// <summary>
///     Runs a statement that looks for one value of a global index on the shard that the index names, if that has the row: the value is unique, so that no other
///     can have any. If the index knows nothing, or what it knows is no longer true, the statement runs as without it.
/// </summary>
internal readonly struct LookupExecution(GlobalIndexReader index, object value, ShardPlan plan)
{
    /// <summary>Begins one, for statements that look for such a value.</summary>
    public static LookupExecution? Of(ShardedConnection connection, StatementTemplate? template, RelationalCommandParameterObject parameters)
        => template is { Plan.Conditions: [{ Lookup: not null }] } && connection.Connections.ReadOnly is null
            && connection.Router.LooksUp(template.Plan, parameters.ParameterValues ?? EmptyParameters.Instance, out var index, out var value)
                ? new LookupExecution(GlobalIndexReader.Create(connection.Context, index, connection.Connections.Topology), value, template.Plan)
                : null;

    /// <summary>Runs it.</summary>
    public RelationalDataReader Read(ShardedCommand command, RelationalCommandParameterObject parameters)
    {
        if (index.Find(value) is not { } shard || (!plan.IsEmptyWithoutShards && !index.Exists(value, shard)))
        {
            return command.ExecuteRouted(parameters);
        }

        // A row of the result is a row with the value; without one, a count or the like says nothing of the row.
        var reader = command.ExecuteReader(ShardSet.Of(shard), parameters);
        if (!plan.IsEmptyWithoutShards || reader.DbDataReader.HasRows)
        {
            return reader;
        }

        reader.Dispose();
        return command.ExecuteRouted(parameters);
    }

    /// <inheritdoc cref="Read" />
    public async Task<RelationalDataReader> ReadAsync(ShardedCommand command, RelationalCommandParameterObject parameters, CancellationToken cancellationToken)
    {
        if (await index.FindAsync(value, cancellationToken).ConfigureAwait(false) is not { } shard
            || (!plan.IsEmptyWithoutShards && !await index.ExistsAsync(value, shard, cancellationToken).ConfigureAwait(false)))
        {
            return await command.ExecuteRoutedAsync(parameters, cancellationToken).ConfigureAwait(false);
        }

        var reader = await command.ExecuteReaderAsync(new ValueTask<ShardSet>(ShardSet.Of(shard)), parameters, cancellationToken).ConfigureAwait(false);
        if (!plan.IsEmptyWithoutShards || reader.DbDataReader.HasRows)
        {
            return reader;
        }

        await reader.DisposeAsync().ConfigureAwait(false);
        return await command.ExecuteRoutedAsync(parameters, cancellationToken).ConfigureAwait(false);
    }
}
