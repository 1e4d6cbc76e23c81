using System.Data.Common;
using System.Diagnostics;
using EfShard.Diagnostics;
using EfShard.Execution.Combining;
using EfShard.Execution.Merging;
using EfShard.Execution.Replicas;
using EfShard.Planning;
using EfShard.Providers;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution;

/// <summary>
///     Runs a reading statement on several shards. In: a plan, shards, parameters. Out: the legs' readers and the merge that makes them one.
///     Next: Integration hands EF Core's shaper one <see cref="MergedRelationalDataReader" />.
/// </summary>
internal sealed class FanOut(ShardConnectionSet connections, StatementRouter router, DatabaseDialect dialect)
{
    private readonly LegBuilder _legs = new(router.Binder);
    private readonly LegRunner _runner = new(connections.Topology, dialect);

    /// <summary>Reads.</summary>
    /// <param name="template">The statement.</param>
    /// <param name="shards">The shards to ask.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="consistency">How fresh the answer of a replica must be; <see langword="null" /> if primaries are to answer.</param>
    public (RelationalDataReader[] Legs, DbDataReader Rows) Read(
        StatementTemplate template, ShardSet shards, RelationalCommandParameterObject parameters, Consistency? consistency)
    {
        var values = parameters.ParameterValues ?? EmptyParameters.Instance;
        var legs = _legs.Build(template, shards, values);
        var readers = new RelationalDataReader?[legs.Length];
        var replicas = ReplicasFor(consistency);
        try
        {
            _runner.Run(
                ShardsOf(legs),
                i =>
                {
                    using var activity = StartActivity(legs[i]);
                    readers[i] = HasReplicas(consistency, legs[i])
                        ? replicas!.Read(legs[i].Shard, consistency!, c => Rent(c, legs[i]).ExecuteReader(ForLeg(c, parameters, legs[i])))
                        : Rent(legs[i]).ExecuteReader(ForLeg(parameters, legs[i]));
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

        return Merge(template.Plan.Pushdown!, readers!, values);
    }

    /// <inheritdoc cref="Read" />
    public async Task<(RelationalDataReader[] Legs, DbDataReader Rows)> ReadAsync(
        StatementTemplate template, ShardSet shards, RelationalCommandParameterObject parameters, Consistency? consistency, CancellationToken cancellationToken)
    {
        var values = parameters.ParameterValues ?? EmptyParameters.Instance;
        var legs = await _legs.BuildAsync(template, shards, values, cancellationToken).ConfigureAwait(false);
        var readers = new RelationalDataReader?[legs.Length];
        var replicas = ReplicasFor(consistency);
        try
        {
            await _runner.RunAsync(
                ShardsOf(legs),
                async (i, token) =>
                {
                    using var activity = StartActivity(legs[i]);
                    readers[i] = await (HasReplicas(consistency, legs[i])
                        ? replicas!.ReadAsync(
                            legs[i].Shard, consistency!, (c, t) => Rent(c, legs[i]).ExecuteReaderAsync(ForLeg(c, parameters, legs[i]), t), token)
                        : Rent(legs[i]).ExecuteReaderAsync(ForLeg(parameters, legs[i]), token)).ConfigureAwait(false);
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

        return Merge(template.Plan.Pushdown!, readers!, values);
    }

    /// <summary>Runs a changing statement on every shard; the caller has begun their transactions.</summary>
    /// <returns>The rows affected on each.</returns>
    public int[] Write(StatementTemplate template, ShardSet shards, RelationalCommandParameterObject parameters)
    {
        var legs = _legs.Build(template, shards, parameters.ParameterValues ?? EmptyParameters.Instance);
        var commands = Rent(legs);
        var affected = new int[legs.Length];
        _runner.Run(
            ShardsOf(legs),
            i =>
            {
                using var activity = StartActivity(legs[i]);
                affected[i] = commands[i].ExecuteNonQuery(ForLeg(parameters, legs[i]));
            });
        return affected;
    }

    /// <inheritdoc cref="Write" />
    public async Task<int[]> WriteAsync(
        StatementTemplate template, ShardSet shards, RelationalCommandParameterObject parameters, CancellationToken cancellationToken)
    {
        var legs = await _legs.BuildAsync(template, shards, parameters.ParameterValues ?? EmptyParameters.Instance, cancellationToken).ConfigureAwait(false);
        var commands = Rent(legs);
        var affected = new int[legs.Length];
        await _runner.RunAsync(
            ShardsOf(legs),
            async (i, token) =>
            {
                using var activity = StartActivity(legs[i]);
                affected[i] = await commands[i].ExecuteNonQueryAsync(ForLeg(parameters, legs[i]), token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        return affected;
    }

    private IRelationalCommand[] Rent(LegStatement[] legs) => Array.ConvertAll(legs, Rent);

    private IRelationalCommand Rent(LegStatement leg) => Rent(connections[leg.Shard], leg);

    private static IRelationalCommand Rent(IRelationalConnection connection, LegStatement leg)
    {
        var command = connection.RentCommand();
        command.PopulateFrom(leg.Command);
        return command;
    }

    private bool HasReplicas(Consistency? consistency, LegStatement leg)
        => consistency is not null && connections.Topology.Shards[leg.Shard].Servers is not null;

    /// <summary>Made before legs run side by side.</summary>
    private ReplicaReads? ReplicasFor(Consistency? consistency) => consistency is null ? null : connections.ReplicaReads;

    /// <summary>A leg is given no reader columns: buffering by them would cut off the hidden merge keys. It is done above the merge.</summary>
    private RelationalCommandParameterObject ForLeg(RelationalCommandParameterObject p, LegStatement leg)
        => ForLeg(connections[leg.Shard], p, leg);

    private static RelationalCommandParameterObject ForLeg(IRelationalConnection connection, RelationalCommandParameterObject p, LegStatement leg)
        => new(connection, leg.Parameters, null, p.Context, p.Logger, p.DetailedErrorsEnabled, p.CommandSource);

    private static (RelationalDataReader[] Legs, DbDataReader Rows) Merge(
        Pushdown pushdown, RelationalDataReader[] readers, IReadOnlyDictionary<string, object?> values)
    {
        if (pushdown.Combine is { } combine)
        {
            var combination = new Combination(readers, combine, values, ReadCount(pushdown.Offset, values) ?? 0, ReadCount(pushdown.Limit, values));
            return (readers, new CombinedDataReader(readers, combination));
        }

        var keys = pushdown.MergeKeys.Select(key => ValueComparison.Of(key.Order).CreateColumn(key, readers.Length)).ToArray();
        var merge = RowMerge.Create(readers, pushdown, keys, ReadCount(pushdown.Offset, values) ?? 0, ReadCount(pushdown.Limit, values));
        return (readers, new MergedDataReader(readers, merge));
    }

    private static long? ReadCount(ValueSource? source, IReadOnlyDictionary<string, object?> values) => source switch
    {
        null => null,
        ValueSource.Parameter parameter => Convert.ToInt64(values[parameter.Name], System.Globalization.CultureInfo.InvariantCulture),
        ValueSource.Constant constant => Convert.ToInt64(constant.Value, System.Globalization.CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException($"A value source of type '{source.GetType().Name}' is not known."),
    };

    private Activity? StartActivity(LegStatement leg)
        => ShardingActivities.IsListening ? ShardingActivities.StartLeg(connections.Topology.Shards[leg.Shard].Name) : null;

    private static int[] ShardsOf(LegStatement[] legs) => Array.ConvertAll(legs, leg => leg.Shard);

    /// <summary>Text in the database's default order: what that is, a shard tells when it is first opened.</summary>
    public void LearnCollations(ShardPlan plan, ShardSet shards)
    {
        foreach (var connection in Unknown(plan, shards))
        {
            connection.Open();
            connection.Close();
        }
    }

    /// <inheritdoc cref="LearnCollations" />
    public async ValueTask LearnCollationsAsync(ShardPlan plan, ShardSet shards, CancellationToken cancellationToken)
    {
        foreach (var connection in Unknown(plan, shards))
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await connection.CloseAsync().ConfigureAwait(false);
        }
    }

    private IEnumerable<IRelationalConnection> Unknown(ShardPlan plan, ShardSet shards)
        => plan.Pushdown!.ComparedByDefault is not null
            ? shards.AsEnumerable().Where(shard => connections.Topology.Shards[shard].DefaultCollation is null).Select(shard => connections[shard])
            : [];
}
