using System.Diagnostics;
using EfShard.Diagnostics;
using EfShard.Topology;

namespace EfShard.Execution.Tracing;

/// <summary>A save or a commit for those who watch: the parent of its legs.</summary>
internal static class SaveTrace
{
    public static int Run(ShardTopology topology, IEnumerable<int> shards, Func<int> save)
    {
        var activity = ShardingActivities.IsListening ? ShardingActivities.StartSave(NamesOf(topology, shards)) : null;
        try
        {
            return save();
        }
        catch (Exception exception)
        {
            ShardingActivities.Fail(activity, exception);
            throw;
        }
        finally
        {
            activity?.Dispose();
        }
    }

    /// <inheritdoc cref="Run" />
    public static async Task<int> RunAsync(ShardTopology topology, IEnumerable<int> shards, Func<Task<int>> save)
    {
        var activity = ShardingActivities.IsListening ? ShardingActivities.StartSave(NamesOf(topology, shards)) : null;
        try
        {
            return await save().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            ShardingActivities.Fail(activity, exception);
            throw;
        }
        finally
        {
            activity?.Dispose();
        }
    }

    /// <summary>Runs the commit of a transaction.</summary>
    public static void Commit(ShardTopology topology, IEnumerable<int> shards, Guid transaction, Action commit)
    {
        var activity = StartCommit(topology, shards, transaction);
        try
        {
            commit();
        }
        catch (Exception exception)
        {
            ShardingActivities.Fail(activity, exception);
            throw;
        }
        finally
        {
            activity?.Dispose();
        }
    }

    /// <inheritdoc cref="Commit" />
    public static Task CommitAsync(ShardTopology topology, IEnumerable<int> shards, Guid transaction, Func<Task> commit)
        => StartCommit(topology, shards, transaction) is { } activity ? FollowAsync(activity, commit) : commit();

    private static async Task FollowAsync(Activity activity, Func<Task> commit)
    {
        try
        {
            await commit().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            ShardingActivities.Fail(activity, exception);
            throw;
        }
        finally
        {
            activity.Dispose();
        }
    }

    private static Activity? StartCommit(ShardTopology topology, IEnumerable<int> shards, Guid transaction)
        => ShardingActivities.IsListening ? ShardingActivities.StartCommit(NamesOf(topology, shards), transaction) : null;

    private static string NamesOf(ShardTopology topology, IEnumerable<int> shards) => string.Join(",", shards.Select(s => topology.Shards[s].Name));
}
