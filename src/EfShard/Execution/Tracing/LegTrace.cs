using System.Diagnostics;
using EfShard.Diagnostics;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Tracing;

/// <summary>
///     One leg for those who watch: an activity with OpenTelemetry's database conventions, and counts. Whoever runs a leg looks at <see cref="IsWatched" />
///     first: unwatched, nothing is made.
/// </summary>
internal sealed class LegTrace
{
    private readonly ShardNode _shard;
    private readonly Activity? _activity;
    private readonly bool _isMerged;

    private LegTrace(ShardNode shard, bool isMerged, string? step)
    {
        (_shard, _isMerged) = (shard, isMerged);
        StatementMetrics.Leg(shard.Name);
        _activity = ShardingActivities.IsListening ? ShardingActivities.StartLeg(shard.Name) : null;
        if (_activity is not null)
        {
            _activity.SetTag(ShardingActivities.SystemTag, shard.System);
            if (step is not null)
            {
                _activity.SetTag(ShardingActivities.StepTag, step);
                Locate(shard.Servers?.Current.Primary);
            }

            _activity.DisplayName = $"{step ?? "leg"} {shard.Name}";
        }
    }

    /// <summary>Whether anybody listens to activities or counts.</summary>
    public static bool IsWatched => ShardingActivities.IsListening || StatementMetrics.AreCounted;

    /// <summary>Runs a leg that reads; it ends when its reader is closed.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="read">Runs it.</param>
    /// <param name="consistency">How fresh it must be, if a replica may answer.</param>
    /// <param name="statement">The statement's activity, if it ends with this leg: the leg is its only one.</param>
    /// <param name="isMerged">Whether it is one of several.</param>
    public static RelationalDataReader Read(
        ShardNode shard, Func<RelationalDataReader> read, Consistency? consistency, Activity? statement = null, bool isMerged = false)
    {
        var before = Activity.Current;
        var leg = new LegTrace(shard, isMerged, null);
        try
        {
            return leg.Follow(read(), consistency, statement);
        }
        catch (Exception exception)
        {
            leg.Fail(exception, statement);
            throw;
        }
        finally
        {
            // The reader lives on; what its reader does meanwhile is no part of the leg.
            Activity.Current = before;
        }
    }

    /// <inheritdoc cref="Read" />
    public static async Task<RelationalDataReader> ReadAsync(
        ShardNode shard, Func<Task<RelationalDataReader>> read, Consistency? consistency, Activity? statement = null, bool isMerged = false)
    {
        var leg = new LegTrace(shard, isMerged, null);
        try
        {
            return leg.Follow(await read().ConfigureAwait(false), consistency, statement);
        }
        catch (Exception exception)
        {
            leg.Fail(exception, statement);
            throw;
        }
    }

    /// <summary>Runs a leg that changes rows.</summary>
    public static int Write(ShardNode shard, Func<int> write)
    {
        var leg = new LegTrace(shard, isMerged: false, "write");
        try
        {
            var affected = write();
            leg._activity?.SetTag(ShardingActivities.AffectedTag, affected);
            leg.End();
            return affected;
        }
        catch (Exception exception)
        {
            leg.Fail(exception, null);
            throw;
        }
    }

    /// <inheritdoc cref="Write" />
    public static async Task<int> WriteAsync(ShardNode shard, Func<Task<int>> write)
    {
        var leg = new LegTrace(shard, isMerged: false, "write");
        try
        {
            var affected = await write().ConfigureAwait(false);
            leg._activity?.SetTag(ShardingActivities.AffectedTag, affected);
            leg.End();
            return affected;
        }
        catch (Exception exception)
        {
            leg.Fail(exception, null);
            throw;
        }
    }

    /// <summary>Runs a step of a commit.</summary>
    public static void Step(ShardNode shard, string step, Action run)
    {
        if (!IsWatched)
        {
            run();
            return;
        }

        var leg = new LegTrace(shard, isMerged: false, step);
        try
        {
            run();
            leg.End();
        }
        catch (Exception exception)
        {
            leg.Fail(exception, null);
            throw;
        }
    }

    /// <inheritdoc cref="Step" />
    public static Task StepAsync(ShardNode shard, string step, Func<Task> run) => IsWatched ? WatchedStepAsync(shard, step, run) : run();

    /// <summary>Begins a leg that sends rows to where they are gathered; <see langword="null" /> if nobody watches. <see cref="Shipped" /> ends it, or <see cref="Fail(Exception)" />.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="text">What it runs, with names of parameters.</param>
    public static LegTrace? StartShipping(ShardNode shard, Func<string> text)
    {
        if (!IsWatched)
        {
            return null;
        }

        var leg = new LegTrace(shard, isMerged: false, null);
        if (leg._activity is not null)
        {
            leg._activity.SetTag(ShardingActivities.TextTag, text()).SetTag(ShardingActivities.OperationTag, "SELECT");
            leg.Locate(shard.Servers?.Current.Primary);
            leg._activity.DisplayName = $"SELECT {shard.Name}";
        }

        return leg;
    }

    /// <summary>All rows have been taken.</summary>
    public void Shipped(long rows, long bytes)
    {
        _activity?.SetTag(ShardingActivities.RowsTag, rows).SetTag(ShardingActivities.GatheredBytesTag, bytes);
        End();
    }

    /// <summary>The rows could not be asked for, or taken.</summary>
    public void Fail(Exception exception) => Fail(exception, null);

    /// <summary>The leg has ended, whatever became of it: others failed, say.</summary>
    public void End() => ShardingActivities.End(_activity);

    /// <summary>The reader has been closed.</summary>
    /// <param name="rows">How many rows were read.</param>
    /// <param name="failure">What reading failed with, if it did.</param>
    public void Close(long rows, Exception? failure)
    {
        if (_isMerged)
        {
            StatementMetrics.Rows(_shard.Name, rows);
        }

        _activity?.SetTag(ShardingActivities.RowsTag, rows);
        if (failure is not null)
        {
            ShardingActivities.Fail(_activity, failure);
        }

        End();
    }

    private static async Task WatchedStepAsync(ShardNode shard, string step, Func<Task> run)
    {
        var leg = new LegTrace(shard, isMerged: false, step);
        try
        {
            await run().ConfigureAwait(false);
            leg.End();
        }
        catch (Exception exception)
        {
            leg.Fail(exception, null);
            throw;
        }
    }

    private TracedDataReader Follow(RelationalDataReader reader, Consistency? consistency, Activity? statement)
    {
        if (_activity is not null)
        {
            var text = reader.DbCommand.CommandText;
            _activity.SetTag(ShardingActivities.TextTag, text).SetTag(ShardingActivities.OperationTag, "SELECT");
            if (consistency is not null && _shard.Servers is not null)
            {
                _activity.SetTag(ShardingActivities.ConsistencyTag, consistency.ToString());
            }

            Locate((reader.RelationalConnection as ShardConnection)?.Link?.Server);
            _activity.DisplayName = $"SELECT {_shard.Name}";
        }

        return new TracedDataReader(reader, this, statement);
    }

    private void Locate(ShardServer? server)
    {
        var address = server?.Address ?? _shard.Address;
        _activity!.SetTag(ShardingActivities.ServerTag, server?.Name ?? _shard.Name + "/0")
            .SetTag(ShardingActivities.AddressTag, address.Host)
            .SetTag(ShardingActivities.PortTag, address.Port)
            .SetTag(ShardingActivities.NamespaceTag, address.Database);
    }

    private void Fail(Exception exception, Activity? statement)
    {
        ShardingActivities.Fail(_activity, exception);
        End();
        ShardingActivities.Fail(statement, exception);
        ShardingActivities.End(statement);
    }
}
