namespace EfShard.Execution.Gathering;

/// <summary>The texts of what gathering can't do.</summary>
internal static class GatherErrors
{
    public static CrossShardQueryException InTransaction() => new(
        "the open transaction",
        "the query would be gathered over a connection of its own, which does not see what the transaction has written.",
        "Run it before the transaction begins or after it ends, or bind it to one shard with OnShard or UseShard.");

    public static ShardingConfigurationException NoFile(string shard) => new(
        $"The shard '{shard}' is not a file, and gathering can attach files only. Give it a connection string with the path of a file, "
        + "or choose Gather(GatherMode.Off).");
}
