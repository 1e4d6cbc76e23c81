using EfShard.Execution;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Integration;

/// <summary>
///     Runs a statement that any shard can answer: where the one that was chosen is detached, and nobody in this process knew, another one answers. It is known from then
///     on, so that the second choice is another.
/// </summary>
internal readonly struct AnywhereExecution(ShardedConnection connection)
{
    public RelationalDataReader Read(ShardedCommand command, RelationalCommandParameterObject parameters)
    {
        try
        {
            return command.ExecuteRouted(parameters);
        }
        catch (ShardArchivedException) when (IsAnotherThere)
        {
            return command.ExecuteRouted(parameters);
        }
    }

    public async Task<RelationalDataReader> ReadAsync(ShardedCommand command, RelationalCommandParameterObject parameters, CancellationToken cancellationToken)
    {
        try
        {
            return await command.ExecuteRoutedAsync(parameters, cancellationToken).ConfigureAwait(false);
        }
        catch (ShardArchivedException) when (IsAnotherThere)
        {
            return await command.ExecuteRoutedAsync(parameters, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool IsAnotherThere => connection.Connections.Topology.Attached.Count > 0;
}
