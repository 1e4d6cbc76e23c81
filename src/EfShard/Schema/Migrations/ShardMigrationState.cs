using EfShard.Topology;

namespace EfShard.Schema.Migrations;

/// <summary>
///     Compares the migrations of the shards that this process has opened, one after the other: a query that meets tables of two shapes is
///     refused before it is sent.
/// </summary>
internal static class ShardMigrationState
{
    /// <summary>Notes a shard's migrations.</summary>
    /// <exception cref="ShardMapException">Another shard, when it was opened, had others. All are read anew when they are opened next.</exception>
    public static void Compare(ShardTopology topology, ShardNode node, IReadOnlyList<string> applied)
    {
        lock (topology)
        {
            node.Migrations = applied;
            var known = topology.Shards.Where(shard => shard.Migrations is not null).ToList();
            if (known.TrueForAll(shard => shard.Migrations!.SequenceEqual(applied, StringComparer.OrdinalIgnoreCase)))
            {
                return;
            }

            var states = known.GroupBy(shard => Text(shard.Migrations!), shard => shard.Name).Select(state => $"{string.Join(", ", state)}: {state.Key}").ToList();
            foreach (var shard in known)
            {
                shard.Forget();
            }

            throw ShardMapException.OtherMigrations(string.Join("; ", states));
        }
    }

    private static string Text(IReadOnlyList<string> applied) => applied.Count == 0 ? "no migration" : $"'{applied[^1]}' ({applied.Count} applied)";
}
