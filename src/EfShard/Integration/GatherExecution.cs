using System.Diagnostics;
using EfShard.Diagnostics;
using EfShard.Execution;
using EfShard.Execution.Gathering;
using EfShard.Planning;
using EfShard.Providers.Gathering;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Integration;

/// <summary>Runs a gather for a context: within its transaction, and telling its logger and traces what was gathered.</summary>
internal sealed class GatherExecution(ShardedConnection connection)
{
    private readonly Gather _gather = new(connection.Connections, connection.Router);
    private readonly BroadcastExecution _broadcast = new(connection);
    private AttachedGather? _attached;

    public RelationalDataReader Read(StatementTemplate template, RelationalCommandParameterObject parameters, Activity? activity)
    {
        if (IsAttached)
        {
            return (_attached ??= new AttachedGather(connection.Connections)).Read(template, parameters);
        }

        Action<GatherMeter> report = meter => Report(template, parameters, meter, activity);
        if (_broadcast.TryRead(template, parameters, _gather.CreateMeter(template.Plan), report, isLastResort: connection.Transaction is not null) is { } reader)
        {
            return reader;
        }

        RefuseIfReadOnly();
        using var serialized = connection.SerializeLegs();
        try
        {
            return _gather.Read(
                template, parameters, report,
                connection.Transaction is null ? null : Enlist);
        }
        catch (GatherBudgetException) when (connection.Transaction is null)
        {
            // A broadcast may not have been tried, because of what others found: that must not decide whether there is an answer. In a transaction it was: what failed in
            // that may have ended it.
            if (_broadcast.TryRead(template, parameters, _gather.CreateMeter(template.Plan), report, isLastResort: true) is { } sent)
            {
                return sent;
            }

            throw;
        }
    }

    public async ValueTask<RelationalDataReader> ReadAsync(
        StatementTemplate template, RelationalCommandParameterObject parameters, Activity? activity, CancellationToken cancellationToken)
    {
        if (IsAttached)
        {
            return await (_attached ??= new AttachedGather(connection.Connections)).ReadAsync(template, parameters, cancellationToken).ConfigureAwait(false);
        }

        Action<GatherMeter> report = meter => Report(template, parameters, meter, activity);
        if (await _broadcast.TryReadAsync(
                template, parameters, _gather.CreateMeter(template.Plan), report, isLastResort: connection.Transaction is not null, cancellationToken).ConfigureAwait(false) is { } reader)
        {
            return reader;
        }

        RefuseIfReadOnly();
        using var serialized = connection.SerializeLegs();
        try
        {
            return await _gather.ReadAsync(
                template, parameters, report,
                connection.Transaction is null ? null : shards => connection.EnlistAsync(shards, isWrite: false, cancellationToken),
                cancellationToken).ConfigureAwait(false);
        }
        catch (GatherBudgetException) when (connection.Transaction is null)
        {
            // As above.
            if (await _broadcast.TryReadAsync(
                    template, parameters, _gather.CreateMeter(template.Plan), report, isLastResort: true, cancellationToken).ConfigureAwait(false) is { } sent)
            {
                return sent;
            }

            throw;
        }
    }

    private bool IsAttached => connection.Connections.Topology.GatherMode is GatherMode.AlwaysAttached;

    /// <summary>A gather writes temporary tables, and a transaction that only reads lets it write none.</summary>
    private void RefuseIfReadOnly()
    {
        if (connection.Connections.ReadOnly is not null)
        {
            throw new CrossShardQueryException(
                "a gather",
                "the transaction was begun with BeginReadOnlyTransaction, and rows of several shards are brought together in temporary tables, which it can't write.",
                "Run the query outside of the transaction, or use BeginTransaction.");
        }
    }

    private ValueTask Enlist(ShardSet shards)
    {
        connection.Enlist(shards, isWrite: false);
        return default;
    }

    private void Report(StatementTemplate template, RelationalCommandParameterObject parameters, GatherMeter meter, Activity? activity)
    {
        StatementMetrics.Gathered();
        activity?.SetTag(ShardingActivities.GatheredRowsTag, meter.Rows).SetTag(ShardingActivities.GatheredBytesTag, meter.Bytes);
        if (connection.Router.PolicyOf(template.Plan, parameters.ParameterValues ?? EmptyParameters.Instance) is GatherPolicy.Warn)
        {
            GatherLog.QueryGathered(
                connection.Context.GetService<IDiagnosticsLogger<DbLoggerCategory.Query>>(), meter.Rows, meter.Bytes,
                PlanPrinter.Print(template.Plan, isGathered: true));
        }
    }
}
