using System.Diagnostics;
using System.Linq.Expressions;
using EfShard.Diagnostics;
using EfShard.Execution.Tracing;
using EfShard.Model;
using EfShard.Planning;
using EfShard.Planning.Gathering;
using EfShard.Providers.Gathering;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Gathering;

/// <summary>
///     Answers a statement as one database would: ships the parts of its <see cref="GatherPlan" /> into temporary tables of one database, and runs
///     the rest there. In: a statement, its parameters. Out: the provider's reader, which takes the temporary tables with it.
/// </summary>
/// <remarks>A scratch connection a statement: two readers of one context do not meet, and an open transaction stays free of temporary tables.</remarks>
internal sealed class Gather(ShardConnectionSet connections, StatementRouter router)
{
    /// <summary>So many keys are still quicker to send to every shard than most tables are to ship.</summary>
    public const int FewKeys = 10_000;

    private readonly LegRunner _runner = new(connections, connections.Dialect);

    private GatherDialect Dialect => connections.Dialect.Gathering
        ?? throw new NotSupportedException($"Gathering is not known for '{connections.Dialect.GetType().Name}'.");

    /// <summary>Runs a statement.</summary>
    /// <param name="template">The statement.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="report">Told what was gathered, before the result is read.</param>
    /// <param name="enlist">Makes shards take part in the open transaction; <see langword="null" /> if there is none.</param>
    /// <exception cref="GatherBudgetException">It would gather more than it may.</exception>
    public RelationalDataReader Read(
        StatementTemplate template, RelationalCommandParameterObject parameters, Action<GatherMeter> report, Func<ShardSet, ValueTask>? enlist)
        => Completed.Result(ReadAsync(template, parameters, report, enlist, isAsync: false, CancellationToken.None));

    /// <inheritdoc cref="Read" />
    public ValueTask<RelationalDataReader> ReadAsync(
        StatementTemplate template, RelationalCommandParameterObject parameters, Action<GatherMeter> report, Func<ShardSet, ValueTask>? enlist,
        CancellationToken cancellationToken)
        => ReadAsync(template, parameters, report, enlist, isAsync: true, cancellationToken);

    private async ValueTask<RelationalDataReader> ReadAsync(
        StatementTemplate template, RelationalCommandParameterObject parameters, Action<GatherMeter> report, Func<ShardSet, ValueTask>? enlist,
        bool isAsync, CancellationToken cancellationToken)
    {
        var plan = template.Plan.Gather!.Value;
        var values = parameters.ParameterValues ?? EmptyParameters.Instance;
        var places = new ShardSet[plan.Parts.Count];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = await FindAsync(plan.Parts[i], values, isAsync, cancellationToken).ConfigureAwait(false);
        }

        var all = ShardSet.Of(places.SelectMany(p => p.AsEnumerable()));
        ArchivedShards.Demand(connections.Topology, all, isWrite: false);
        if (enlist is not null)
        {
            await enlist(all).ConfigureAwait(false);
        }

        // On one of the shards that have rows: those then stay there. The first, because the scratch connection takes its permit first: gathers that took
        // permits in different orders would wait for each other for ever.
        int? home = Dialect.ScratchDatabase is null ? (all.Count == 0 ? router.FirstShard : all[0]) : null;
        var meter = CreateMeter(template.Plan);
        var scratch = new Scratch(home is { } shard ? connections.CreateApart(shard) : connections.CreateElsewhere(Dialect.ScratchDatabase!));
        try
        {
            await scratch.OpenAsync(isTransactional: home is not null, isAsync, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < places.Length; i++)
            {
                var shipment = new Shipment(template, plan.Parts[i], i, places[i], enlist is null ? home : null, scratch, parameters, meter);
                var changed = shipment.Part.NameInSql is null
                    ? await NarrowAsync(shipment, plan, isAsync, cancellationToken).ConfigureAwait(false)
                    : await WidenAsync(shipment, isAsync, cancellationToken).ConfigureAwait(false);
                await ShipAsync(changed, isAsync, cancellationToken).ConfigureAwait(false);
            }

            report(meter);
            var command = scratch.Connection.RentCommand();
            command.PopulateFrom(template.Final);
            var final = On(scratch.Connection, parameters);
            if (plan.HasRawSql)
            {
                using var statement = command.CreateDbCommand(final, Guid.Empty, Microsoft.EntityFrameworkCore.Diagnostics.DbCommandMethod.ExecuteReader);
                await Dialect.HoldToCopiesAsync(statement, plan, isAsync, cancellationToken).ConfigureAwait(false);
            }

            return new GatheredDataReader(
                scratch, isAsync ? await command.ExecuteReaderAsync(final, cancellationToken).ConfigureAwait(false) : command.ExecuteReader(final));
        }
        catch
        {
            await (isAsync ? scratch.DisposeAsync() : Disposed(scratch)).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The shards that can hold rows of a part; any one for a part that is the same on all.</summary>
    private async ValueTask<ShardSet> FindAsync(
        ShippedPart part, IReadOnlyDictionary<string, object?> values, bool isAsync, CancellationToken cancellationToken)
        => part.Source switch
        {
            TableKind.Reference => ShardSet.Of(router.FirstShard),
            TableKind.Unsharded => ShardSet.Of(connections.Topology.UnshardedShard),
            _ => isAsync
                ? await router.Binder.BindAsync(part.Conditions, readsUnsharded: false, values, cancellationToken).ConfigureAwait(false)
                : router.Binder.Bind(part.Conditions, readsUnsharded: false, values),
        };

    /// <summary>Leaves behind what has no partner among the rows that are there, if those have few keys.</summary>
    private async ValueTask<Shipment> NarrowAsync(Shipment shipment, GatherPlan plan, bool isAsync, CancellationToken cancellationToken)
    {
        if (shipment.Part.Keys is not { } source || shipment.OwnRows is OwnRows.InPlace || !Dialect.CanCarry(source.Type))
        {
            return shipment;
        }

        var keys = await Dialect.ReadKeysAsync(
            shipment.Scratch.Connection.DbConnection, plan.Parts[source.Part], source.FromColumn, FewKeys, isAsync, cancellationToken).ConfigureAwait(false);
        return keys switch
        {
            null => shipment,
            (0, _) => shipment with { Shards = ShardSet.Empty },
            (_, var values) => shipment with
            {
                Changed = PartStatement.Where(shipment.Part.Statement, new SqlFragmentExpression(Dialect.IsOneOf(source.Inside, source.Type, values))),
            },
        };
    }

    /// <summary>
    ///     SQL of the application may take columns by their place (<c>SELECT *</c> in a UNION), or all of them (<c>SELECT DISTINCT *</c>): the copy has those of the table, in its order.
    /// </summary>
    private async ValueTask<Shipment> WidenAsync(Shipment shipment, bool isAsync, CancellationToken cancellationToken)
    {
        var table = ((TableExpression)shipment.Part.Statement.Tables[0]).Table;
        var shard = shipment.Shards[0];
        var reading = shipment.Scratch.Connection;
        if (Dialect.ScratchDatabase is not null)
        {
            reading = connections[shard];
            _ = isAsync ? await reading.OpenAsync(cancellationToken).ConfigureAwait(false) : reading.Open();
        }

        try
        {
            var columns = await Dialect.ReadColumnsAsync(reading.DbConnection, connections.SchemaOf(shard), table, isAsync, cancellationToken).ConfigureAwait(false);
            var part = NamedParts.WithColumns(shipment.Part, columns);
            return shipment with { Part = part, Changed = part.Statement };
        }
        finally
        {
            if (Dialect.ScratchDatabase is not null)
            {
                _ = isAsync ? await reading.CloseAsync().ConfigureAwait(false) : reading.Close();
            }
        }
    }

    private async ValueTask ShipAsync(Shipment shipment, bool isAsync, CancellationToken cancellationToken)
    {
        var rows = shipment.Meter.Rows;
        var own = shipment.OwnRows;
        var isMade = false;
        foreach (var shards in shipment.Others.Chunk(connections.Topology.MaxParallelShards).DefaultIfEmpty([]))
        {
            await ShipAsync(shipment, shards, isMade ? null : own, isAsync, cancellationToken).ConfigureAwait(false);
            isMade = true;
        }

        if (own is not OwnRows.InPlace)
        {
            await Dialect.FinishTableAsync(
                shipment.Scratch.Connection.DbConnection, shipment.Part, shipment.Meter.Rows - rows, isAsync, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    ///     Asks several shards at once, and takes their rows one shard after the other, because a connection takes one stream: the servers work side
    ///     by side, and none sends more than its buffers hold before its turn. The table is made, and takes its own shard's rows, while the first of them work.
    /// </summary>
    private async ValueTask ShipAsync(Shipment shipment, int[] shards, OwnRows? make, bool isAsync, CancellationToken cancellationToken)
    {
        var opened = 0;
        var flows = new RowFlow?[shards.Length];
        var legs = new LegTrace?[shards.Length];
        try
        {
            foreach (var shard in shards)
            {
                // One by one and ascending: gathers that wait for each other's permits would wait for ever.
                _ = isAsync ? await connections[shard].OpenAsync(cancellationToken).ConfigureAwait(false) : connections[shard].Open();
                opened++;
            }

            if (shards.Length > 0)
            {
                await AskAsync(shipment, shards, flows, legs, isAsync, cancellationToken).ConfigureAwait(false);
            }

            if (make is { } own)
            {
                await MakeTableAsync(shipment, own, isAsync, cancellationToken).ConfigureAwait(false);
            }

            for (var i = 0; i < flows.Length; i++)
            {
                var flow = flows[i]!;
                await ReportAsync(
                    shipment, shards[i], legs[i],
                    () => flow.PourAsync(shipment.Scratch.Connection.DbConnection, shipment.Part, shipment.Meter, isAsync, cancellationToken)).ConfigureAwait(false);
            }
        }
        finally
        {
            Array.ForEach(legs, leg => leg?.End());
            await EndAsync(flows, shards.Take(opened), isAsync).ConfigureAwait(false);
        }
    }

    // The activity of the leg is the current one within, and no longer.
    private async ValueTask MakeTableAsync(Shipment shipment, OwnRows own, bool isAsync, CancellationToken cancellationToken)
        => await (own is OwnRows.Copied
            ? ReportAsync(
                shipment, shipment.Home!.Value, Start(shipment, shipment.Home.Value), () => CreateTableAsync(shipment, own, isAsync, cancellationToken))
            : CreateTableAsync(shipment, own, isAsync, cancellationToken)).ConfigureAwait(false);

    private LegTrace? Start(Shipment shipment, int shard) => LegTrace.StartShipping(connections.Topology.Shards[shard], () => shipment.Command.CommandText);

    /// <summary>Does what brings a shard's rows, and tells how many came.</summary>
    private async ValueTask ReportAsync(Shipment shipment, int shard, LegTrace? leg, Func<ValueTask> bring)
    {
        var (rows, bytes) = (shipment.Meter.Rows, shipment.Meter.Bytes);
        try
        {
            await bring().ConfigureAwait(false);
            leg?.Shipped(shipment.Meter.Rows - rows, shipment.Meter.Bytes - bytes);
        }
        catch (Exception exception)
        {
            leg?.Fail(exception);
            throw;
        }
        finally
        {
            StatementMetrics.Shipped(connections.Topology.Shards[shard].Name, shipment.Meter.Rows - rows, shipment.Meter.Bytes - bytes);
        }
    }

    private async ValueTask CreateTableAsync(Shipment shipment, OwnRows own, bool isAsync, CancellationToken cancellationToken)
    {
        using var statement = shipment.Command.CreateDbCommand(
            On(shipment.Scratch.Connection, shipment.Parameters), Guid.Empty, Microsoft.EntityFrameworkCore.Diagnostics.DbCommandMethod.ExecuteNonQuery);
        await Dialect.CreateTableAsync(statement, shipment.Part, own, shipment.Meter, isAsync, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask AskAsync(Shipment shipment, int[] shards, RowFlow?[] flows, LegTrace?[] legs, bool isAsync, CancellationToken cancellationToken)
    {
        if (isAsync)
        {
            await _runner.RunAsync(
                shards,
                async (i, token) =>
                {
                    legs[i] = Start(shipment, shards[i]);
                    flows[i] = await AskAsync(shipment, shards[i], legs[i], isAsync: true, token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        }
        else
        {
            _runner.Run(
                shards,
                i =>
                {
                    var before = Activity.Current;
                    legs[i] = Start(shipment, shards[i]);
                    flows[i] = Completed.Result(AskAsync(shipment, shards[i], legs[i], isAsync: false, CancellationToken.None));
                    Activity.Current = before;
                });
        }
    }

    private async ValueTask<RowFlow> AskAsync(Shipment shipment, int shard, LegTrace? leg, bool isAsync, CancellationToken cancellationToken)
    {
        var connection = connections[shard];
        var command = connection.RentCommand();
        var here = connections.SchemaOf(shard) is { } schema ? shipment with { Template = shipment.Template.In(schema) } : shipment;
        command.PopulateFrom(here.Command);
        var source = new GatherSource(
            connection, here.Part, command, On(connection, shipment.Parameters), shipment.Scratch.Connection, connections.Topology.Shards[shard].Name, here.Literal);
        try
        {
            return await Dialect.AskAsync(source, shipment.Meter, isAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            leg?.Fail(exception);
            throw;
        }
    }

    private async ValueTask EndAsync(IEnumerable<RowFlow?> flows, IEnumerable<int> opened, bool isAsync)
    {
        foreach (var flow in flows.OfType<RowFlow>())
        {
            await (isAsync ? flow.DisposeAsync() : Disposed(flow)).ConfigureAwait(false);
        }

        foreach (var shard in opened)
        {
            _ = isAsync ? await connections[shard].CloseAsync().ConfigureAwait(false) : connections[shard].Close();
        }
    }

    /// <summary>Counts what a statement gathers, and stops it at the budget.</summary>
    public GatherMeter CreateMeter(ShardPlan plan)
    {
        var topology = connections.Topology;
        return new GatherMeter(
            topology.GatherRows, topology.GatherBytes,
            (rows, bytes) => GatherErrors.OverBudget(topology, rows, bytes, PlanPrinter.Print(plan, isGathered: true)));
    }

    /// <summary>Without reader columns for sources: buffering is the final reader's.</summary>
    private static RelationalCommandParameterObject On(IRelationalConnection connection, RelationalCommandParameterObject p)
        => new(connection, p.ParameterValues, p.ReaderColumns, p.Context, p.Logger, p.DetailedErrorsEnabled, p.CommandSource);

    private static ValueTask Disposed(IDisposable disposable)
    {
        disposable.Dispose();
        return default;
    }
}
