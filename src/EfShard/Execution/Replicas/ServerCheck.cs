using EfShard.Topology;

namespace EfShard.Execution.Replicas;

/// <summary>Asks every server of a topology how it is, side by side. Fails never: who does not answer is part of the result.</summary>
internal sealed class ServerCheck(ShardConnectionSet connections)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public async Task<IReadOnlyList<ShardServerStatus>> RunAsync(CancellationToken cancellationToken)
    {
        var failures = await Task.WhenAll(connections.Topology.Shards.Select(s => CheckAsync(s, cancellationToken))).ConfigureAwait(false);
        return ServerStates.Of(connections.Topology, failures.SelectMany(f => f).ToDictionary(f => f.Server, f => f.Failure, StringComparer.Ordinal));
    }

    private async Task<IReadOnlyList<(string Server, Exception Failure)>> CheckAsync(ShardNode node, CancellationToken cancellationToken)
    {
        if (node.Servers is { } servers && connections.Watch is { } watch)
        {
            var asked = servers.Current.Servers;
            var answers = await Task.WhenAll(asked.Select(s => watch.ProbeOf(node, s, connections.Sample).AskTogetherAsync())).WaitAsync(cancellationToken).ConfigureAwait(false);
            servers.HaveBeenAsked(asked);
            Array.ForEach(asked, s => LagMeter.Measure(servers, s));
            return [.. asked.Zip(answers).Where(a => a.Second is not null).Select(a => (a.First.Name, a.Second!))];
        }

        return await OpenAsync(node, cancellationToken).ConfigureAwait(false) is { } failure ? [($"{node.Name}/0", failure)] : [];
    }

    /// <summary>A server that can be asked nothing is well if it can be reached.</summary>
    private async Task<Exception?> OpenAsync(ShardNode node, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Timeout);
        try
        {
            var connection = connections.CreateApart(node.Index);
            await using (connection.ConfigureAwait(false))
            {
                await connection.OpenAsync(limit.Token, errorsExpected: true).ConfigureAwait(false);
                return null;
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return exception;
        }
    }
}
