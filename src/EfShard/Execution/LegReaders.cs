using EfShard.Execution.Tracing;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution;

/// <summary>Opens a reader on each leg of a statement, side by side: on the shard's primary, or on a replica that is fresh enough.</summary>
internal sealed class LegReaders(ShardConnectionSet connections, LegRunner runner)
{
    /// <summary>Opens them all, or none.</summary>
    /// <param name="legs">What each shard runs.</param>
    /// <param name="parameters">The statement's parameters, and where it comes from; each leg brings its own values.</param>
    /// <param name="consistency">How fresh the answer of a replica must be; <see langword="null" /> if primaries are to answer.</param>
    public RelationalDataReader[] Open(LegStatement[] legs, RelationalCommandParameterObject parameters, Consistency? consistency)
    {
        var readers = new RelationalDataReader?[legs.Length];
        var replicas = ReplicasFor(consistency);
        try
        {
            using var permits = connections.Permits.Take(ToOpen(legs, consistency));
            runner.Run(
                ShardsOf(legs),
                i => readers[i] = Open(legs[i], parameters, consistency, replicas));
        }
        catch
        {
            foreach (var reader in readers)
            {
                reader?.Dispose();
            }

            throw;
        }

        return readers!;
    }

    /// <inheritdoc cref="Open(LegStatement[], RelationalCommandParameterObject, Consistency?)" />
    public async Task<RelationalDataReader[]> OpenAsync(
        LegStatement[] legs, RelationalCommandParameterObject parameters, Consistency? consistency, CancellationToken cancellationToken)
    {
        var readers = new RelationalDataReader?[legs.Length];
        var replicas = ReplicasFor(consistency);
        try
        {
            using var permits = await connections.Permits.TakeAsync(ToOpen(legs, consistency), cancellationToken).ConfigureAwait(false);
            await runner.RunAsync(
                ShardsOf(legs),
                async (i, token) => readers[i] = await OpenAsync(legs[i], parameters, consistency, replicas, token).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            foreach (var reader in readers)
            {
                if (reader is not null)
                {
                    await reader.DisposeAsync().ConfigureAwait(false);
                }
            }

            throw;
        }

        return readers!;
    }

    /// <summary>Opens one of them.</summary>
    /// <param name="leg">What the shard runs.</param>
    /// <param name="parameters">As for all.</param>
    /// <param name="consistency">As for all.</param>
    /// <param name="replicas">What <see cref="ReplicasFor" /> returned, before legs ran side by side.</param>
    public RelationalDataReader Open(LegStatement leg, RelationalCommandParameterObject parameters, Consistency? consistency, Replicas.ReplicaReads? replicas)
    {
        return LegTrace.IsWatched ? LegTrace.Read(NodeOf(leg), Read, consistency, isMerged: true) : Read();

        RelationalDataReader Read() => HasReplicas(consistency, leg)
            ? replicas!.Read(leg.Shard, consistency!, c => Rent(c, leg).ExecuteReader(ForLeg(c, parameters, leg)))
            : Rent(leg).ExecuteReader(ForLeg(parameters, leg));
    }

    /// <inheritdoc cref="Open(LegStatement, RelationalCommandParameterObject, Consistency?, Replicas.ReplicaReads?)" />
    public Task<RelationalDataReader> OpenAsync(
        LegStatement leg, RelationalCommandParameterObject parameters, Consistency? consistency, Replicas.ReplicaReads? replicas, CancellationToken cancellationToken)
    {
        return LegTrace.IsWatched ? LegTrace.ReadAsync(NodeOf(leg), ReadAsync, consistency, isMerged: true) : ReadAsync();

        Task<RelationalDataReader> ReadAsync() => HasReplicas(consistency, leg)
            ? replicas!.ReadAsync(leg.Shard, consistency!, (c, t) => Rent(c, leg).ExecuteReaderAsync(ForLeg(c, parameters, leg), t), cancellationToken)
            : Rent(leg).ExecuteReaderAsync(ForLeg(parameters, leg), cancellationToken);
    }

    /// <summary>The statement as a shard's connection has to be given it.</summary>
    public StatementTemplate On(int shard, StatementTemplate template) => template.In(connections.SchemaOf(shard));

    /// <summary>The provider's command for a leg.</summary>
    public IRelationalCommand Rent(LegStatement leg) => Rent(connections[leg.Shard], leg);

    /// <summary>A leg is given no reader columns: buffering by them would cut off the hidden merge keys. It is done above the merge.</summary>
    public RelationalCommandParameterObject ForLeg(RelationalCommandParameterObject p, LegStatement leg) => ForLeg(connections[leg.Shard], p, leg);

    public ShardNode NodeOf(LegStatement leg) => connections.Topology.Shards[leg.Shard];

    public static int[] ShardsOf(LegStatement[] legs) => Array.ConvertAll(legs, leg => leg.Shard);

    private static IRelationalCommand Rent(IRelationalConnection connection, LegStatement leg)
    {
        var command = connection.RentCommand();
        command.PopulateFrom(leg.Command);
        return command;
    }

    private static RelationalCommandParameterObject ForLeg(IRelationalConnection connection, RelationalCommandParameterObject p, LegStatement leg)
        => new(connection, leg.Parameters, null, p.Context, p.Logger, p.DetailedErrorsEnabled, p.CommandSource);

    /// <summary>The shards to which a connection is opened, or may be: which replica will answer is not known yet.</summary>
    public IEnumerable<int> ToOpen(LegStatement[] legs, Consistency? consistency)
        => legs.Where(leg => HasReplicas(consistency, leg) || !connections.IsAtHand(leg.Shard)).Select(leg => leg.Shard);

    private bool HasReplicas(Consistency? consistency, LegStatement leg)
        => consistency is not null && connections.Topology.Shards[leg.Shard].Servers is not null;

    /// <summary>Made before legs run side by side.</summary>
    public Replicas.ReplicaReads? ReplicasFor(Consistency? consistency) => consistency is null ? null : connections.ReplicaReads;
}
