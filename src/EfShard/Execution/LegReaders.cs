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
            runner.Run(
                ShardsOf(legs),
                i =>
                {
                    RelationalDataReader Read() => HasReplicas(consistency, legs[i])
                        ? replicas!.Read(legs[i].Shard, consistency!, c => Rent(c, legs[i]).ExecuteReader(ForLeg(c, parameters, legs[i])))
                        : Rent(legs[i]).ExecuteReader(ForLeg(parameters, legs[i]));

                    readers[i] = LegTrace.IsWatched ? LegTrace.Read(NodeOf(legs[i]), Read, consistency, isMerged: true) : Read();
                });
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

    /// <inheritdoc cref="Open" />
    public async Task<RelationalDataReader[]> OpenAsync(
        LegStatement[] legs, RelationalCommandParameterObject parameters, Consistency? consistency, CancellationToken cancellationToken)
    {
        var readers = new RelationalDataReader?[legs.Length];
        var replicas = ReplicasFor(consistency);
        try
        {
            await runner.RunAsync(
                ShardsOf(legs),
                async (i, token) =>
                {
                    Task<RelationalDataReader> Read() => HasReplicas(consistency, legs[i])
                        ? replicas!.ReadAsync(
                            legs[i].Shard, consistency!, (c, t) => Rent(c, legs[i]).ExecuteReaderAsync(ForLeg(c, parameters, legs[i]), t), token)
                        : Rent(legs[i]).ExecuteReaderAsync(ForLeg(parameters, legs[i]), token);

                    readers[i] = await (LegTrace.IsWatched ? LegTrace.ReadAsync(NodeOf(legs[i]), Read, consistency, isMerged: true) : Read()).ConfigureAwait(false);
                },
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

    private bool HasReplicas(Consistency? consistency, LegStatement leg)
        => consistency is not null && connections.Topology.Shards[leg.Shard].Servers is not null;

    /// <summary>Made before legs run side by side.</summary>
    private Replicas.ReplicaReads? ReplicasFor(Consistency? consistency) => consistency is null ? null : connections.ReplicaReads;
}
