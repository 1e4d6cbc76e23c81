using EfShard.Topology;

namespace EfShard.Schema;

/// <summary>The texts of errors of schema work that are not about the map.</summary>
internal static class SchemaErrors
{
    public const string MissingSeeder = "UseAsyncSeeding was called without UseSeeding, and the databases are being created synchronously: the seeder would not run. "
        + "Call EnsureCreatedAsync, or add UseSeeding with the same work.";

    public const string MissingAsyncSeeder = "UseSeeding was called without UseAsyncSeeding, and the databases are being created asynchronously: the seeder would not run. "
        + "Call EnsureCreated, or add UseAsyncSeeding with the same work.";

    public static string NotReadOnlyYet(ShardNode shard)
        => $"The shard '{shard.Name}' is active, and rows may be written to it while it is detached. Make it read-only first (ShardAvailability.ReadOnly), and wait until "
            + "every process knows: as long as MapRefreshInterval says, and as long as the longest transaction takes.";

    public static string DetachedForGood(ShardNode shard)
        => $"The shard '{shard.Name}' is detached for good: its copies of reference tables have missed what was written since. To read its rows again, restore its database beside "
            + "the shards and read it as one shard (UseSharding with that shard only).";

    public static string HoldsUnsharded(ShardNode shard)
        => $"The shard '{shard.Name}' holds the unsharded tables and can't be detached. It can be read-only.";

    public static string HoldsDecisions(ShardNode shard)
        => $"The shard '{shard.Name}' can't be detached yet: transactions over several shards are in doubt that it has decided, or a part of. End them first: "
            + "await context.Sharding().RecoverInDoubtAsync().";

    public static string SeedWithoutTable(string table)
        => $"HasData gives rows to '{table}', which is no table of the model, so that their shard is unknown. Map the entity to a table, or insert the rows in a seeder.";

    public static string SeedWithoutKey(string table)
        => $"A HasData row of the table '{table}' has no shard key. Give it one, or call AllowNullShardKey() for the entity.";

    public static string SeedWithoutPrincipal(string table)
        => $"A HasData row of the table '{table}' lives with its principal, which is not among the rows of HasData, so that its shard is unknown. "
            + "Add the principal with HasData, or insert the row in a seeder (UseSeeding).";

    public static string SeedMoves(string table, string column)
        => $"A migration changes the column '{column}' of a HasData row of the table '{table}', which is its shard key: the row would have to move to another shard. "
            + "Replace the UpdateData call in the migration with DeleteData and InsertData.";
}
