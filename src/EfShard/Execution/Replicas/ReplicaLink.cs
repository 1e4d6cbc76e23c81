using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Replicas;

/// <summary>A connection to one replica. A physical connection that is new to this process is asked for its run first.</summary>
/// <param name="watch">What knows the servers; <see langword="null" /> where the database knows no positions.</param>
/// <param name="node">The shard.</param>
/// <param name="server">The replica.</param>
internal sealed class ReplicaLink(ReplicaWatch? watch, ShardNode node, ShardServer server) : ServerLink
{
    public override ShardServer Server { get; } = server;

    public override bool IsPrimary => false;

    public override bool Open(IRelationalConnection connection, bool errorsExpected)
    {
        var opened = connection.Open(errorsExpected);
        if (watch is not null)
        {
            Run = Server.RunOf(watch.PhysicalOf(connection.DbConnection));
            if (Run is null || !IsCurrent(Run))
            {
                try
                {
                    Run = watch.ProbeOf(node, Server, connection).Observe(connection.DbConnection);
                }
                catch
                {
                    connection.Close();
                    throw;
                }
            }
        }

        Count();
        return opened;
    }

    public override async Task<bool> OpenAsync(IRelationalConnection connection, bool errorsExpected, CancellationToken cancellationToken)
    {
        var opened = await connection.OpenAsync(cancellationToken, errorsExpected).ConfigureAwait(false);
        if (watch is not null)
        {
            Run = Server.RunOf(watch.PhysicalOf(connection.DbConnection));
            if (Run is null || !IsCurrent(Run))
            {
                try
                {
                    Run = await watch.ProbeOf(node, Server, connection).ObserveAsync(connection.DbConnection, cancellationToken).ConfigureAwait(false);
                }
                catch
                {
                    await connection.CloseAsync().ConfigureAwait(false);
                    throw;
                }
            }
        }

        Count();
        return opened;
    }

    /// <summary>A connection of an earlier run is dead, and would be found out only by the query.</summary>
    private bool IsCurrent(ServerRun run) => ReferenceEquals(run, Server.Run);
}
