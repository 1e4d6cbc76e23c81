using EfShard.Execution.Combining;
using EfShard.Execution.Gathering;
using EfShard.Execution.Merging;
using EfShard.Execution.Paging;
using EfShard.Execution.Tracing;
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
    private readonly LegBuilder _legs = new(router.Binder, connections);
    private readonly LegRunner _runner = new(connections, dialect);
    private readonly LegReaders _readers = new(connections, new LegRunner(connections, dialect));

    /// <summary>Reads.</summary>
    /// <param name="template">The statement.</param>
    /// <param name="shards">The shards to ask.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="consistency">How fresh the answer of a replica must be; <see langword="null" /> if primaries are to answer.</param>
    /// <returns>The legs and their merged rows; no legs if it turned out that there are no rows.</returns>
    public LegRows Read(StatementTemplate template, ShardSet shards, RelationalCommandParameterObject parameters, Consistency? consistency)
    {
        var values = parameters.ParameterValues ?? EmptyParameters.Instance;
        var legs = _legs.Build(template, shards, values);
        if (template.Plan.Pushdown!.StopsAtFirst)
        {
            return FirstHit.Read(legs, parameters, consistency);
        }

        var (offset, limit) = CountsOf(template.Plan.Pushdown!, values);
        if (KeysFirstPage.Suits(template.Plan.Pushdown!, connections.Topology, offset, limit))
        {
            var page = new KeysFirstPage(new PageSteps(_readers, template, legs, parameters, consistency, isAsync: false), template.Plan.Pushdown!);
            if (Completed.Result(page.ReadAsync(offset, limit!.Value, CancellationToken.None)) is { } rows)
            {
                return rows;
            }
        }

        return Merge(template.Plan.Pushdown!, _readers.Open(legs, parameters, consistency), values, offset, limit);
    }

    /// <inheritdoc cref="Read" />
    public async Task<LegRows> ReadAsync(
        StatementTemplate template, ShardSet shards, RelationalCommandParameterObject parameters, Consistency? consistency, CancellationToken cancellationToken)
    {
        var values = parameters.ParameterValues ?? EmptyParameters.Instance;
        var legs = await _legs.BuildAsync(template, shards, values, cancellationToken).ConfigureAwait(false);
        if (template.Plan.Pushdown!.StopsAtFirst)
        {
            return await FirstHit.ReadAsync(legs, parameters, consistency, cancellationToken).ConfigureAwait(false);
        }

        var (offset, limit) = CountsOf(template.Plan.Pushdown!, values);
        if (KeysFirstPage.Suits(template.Plan.Pushdown!, connections.Topology, offset, limit))
        {
            var page = new KeysFirstPage(new PageSteps(_readers, template, legs, parameters, consistency, isAsync: true), template.Plan.Pushdown!);
            if (await page.ReadAsync(offset, limit!.Value, cancellationToken).ConfigureAwait(false) is { } rows)
            {
                return rows;
            }
        }

        return Merge(
            template.Plan.Pushdown!, await _readers.OpenAsync(legs, parameters, consistency, cancellationToken).ConfigureAwait(false), values, offset, limit);
    }

    /// <summary>Runs a changing statement on every shard; the caller has begun their transactions.</summary>
    /// <returns>The rows affected on each.</returns>
    public int[] Write(StatementTemplate template, ShardSet shards, RelationalCommandParameterObject parameters)
    {
        var legs = _legs.Build(template, shards, parameters.ParameterValues ?? EmptyParameters.Instance);
        var commands = Rent(legs);
        var affected = new int[legs.Length];
        _runner.Run(
            LegReaders.ShardsOf(legs),
            i =>
            {
                int Write() => commands[i].ExecuteNonQuery(_readers.ForLeg(parameters, legs[i]));

                affected[i] = LegTrace.IsWatched ? LegTrace.Write(_readers.NodeOf(legs[i]), Write) : Write();
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
            LegReaders.ShardsOf(legs),
            async (i, token) =>
            {
                Task<int> Write() => commands[i].ExecuteNonQueryAsync(_readers.ForLeg(parameters, legs[i]), token);

                affected[i] = await (LegTrace.IsWatched ? LegTrace.WriteAsync(_readers.NodeOf(legs[i]), Write) : Write()).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        return affected;
    }

    private FirstHit FirstHit => new(connections, _readers, _runner);

    private IRelationalCommand[] Rent(LegStatement[] legs) => Array.ConvertAll(legs, _readers.Rent);

    private static LegRows Merge(
        Pushdown pushdown, RelationalDataReader[] readers, IReadOnlyDictionary<string, object?> values, long offset, long? limit)
        => pushdown.Combine is { } combine
            ? new(readers, new CombinedDataReader(readers, new Combination(readers, combine, values, offset, limit)))
            : new(readers, MergedDataReader.Of(readers, RowMerge.Create(readers, pushdown, MergeColumn.Of(pushdown.MergeKeys, readers), offset, limit)));

    private static (long Offset, long? Limit) CountsOf(Pushdown pushdown, IReadOnlyDictionary<string, object?> values)
        => (ReadCount(pushdown.Offset, values) ?? 0, ReadCount(pushdown.Limit, values));

    private static long? ReadCount(ValueSource? source, IReadOnlyDictionary<string, object?> values) => source switch
    {
        null => null,
        ValueSource.Parameter parameter => Convert.ToInt64(values[parameter.Name], System.Globalization.CultureInfo.InvariantCulture),
        ValueSource.Constant constant => Convert.ToInt64(constant.Value, System.Globalization.CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException($"A value source of type '{source.GetType().Name}' is not known."),
    };

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
