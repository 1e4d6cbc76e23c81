using EfShard.Execution;
using EfShard.Planning;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Integration;

/// <summary>Writes a plan together with the shards that its present parameters choose.</summary>
internal static class PlanReport
{
    public static string Write(StatementTemplate template, RelationalCommandParameterObject parameters)
    {
        var connection = (ShardedConnection)parameters.Connection;
        var plan = template.Plan;
        var topology = connection.Connections.Topology.Planned ?? connection.Connections.Topology;
        string shards;
        var isGathered = false;
        try
        {
            var router = connection.Rehearsal?.Router ?? connection.Router;
            var set = router.Route(plan, parameters.ParameterValues ?? EmptyParameters.Instance);
            isGathered = set.IsGathered;
            shards = set.Count == 0
                ? "none (no row can match)"
                : string.Join(", ", set.AsEnumerable().Select(s => topology.Shards[s].Name));
        }
        catch (CrossShardQueryException)
        {
            shards = "refused";
        }

        catch (ShardArchivedException archived)
        {
            shards = $"refused, because {string.Join(", ", archived.Shards)} can't be used ({archived.Availability})";
        }

        return PlanPrinter.Print(plan, shards, isGathered);
    }
}
