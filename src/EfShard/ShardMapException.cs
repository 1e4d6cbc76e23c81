namespace EfShard;

/// <summary>
///     The map that a shard's database holds (the table <c>__EFShardMap</c>) is missing or contradicts the options: rows would be looked for
///     where they are not. Nothing has been read or written.
/// </summary>
public sealed class ShardMapException : InvalidOperationException
{
    internal ShardMapException(string message)
        : base(message)
    {
    }

    internal static ShardMapException Missing(string shard)
        => new($"The database of the shard '{shard}' holds no shard map (table {Schema.ShardMapTable.Name}), so nothing says that its rows were placed by these options. "
            + "Create the databases with Database.EnsureCreated(), or, to adopt databases whose rows already lie where the options put them, call context.Sharding().WriteMap() once.");

    internal static ShardMapException MissingBesideTables(string shard)
        => new($"The database of the shard '{shard}' has tables but no shard map (table {Schema.ShardMapTable.Name}): it was made without sharding, or its making was interrupted. "
            + "If its rows lie where the options put them, and all tables are there, call context.Sharding().WriteMap() once; otherwise start from an empty database.");

    internal static ShardMapException Broken(string shard)
        => new($"The shard map (table {Schema.ShardMapTable.Name}) in the database of the shard '{shard}' is not one that this version can read. "
            + "Restore the table, or call context.Sharding().WriteMap(overwrite: true) if every row lies where the options put it.");

    internal static ShardMapException OtherShard(string shard, string says)
        => new($"The database behind the shard '{shard}' says that it is the shard '{says}'. Two connection strings are swapped or the same, or a shard was renamed. "
            + "Correct the connection strings; a shard's name stays the same for ever.");

    internal static ShardMapException OtherShards(string shard, string written, string configured)
        => new($"The list of shards has changed: the database of the shard '{shard}' was written for [{written}], the options name [{configured}]. "
            + "Rows would be looked for where they are not. Configure the same shards again, or, once every row lies where the new options put it, call context.Sharding().WriteMap(overwrite: true).");

    internal static ShardMapException NotWhole(string shard, string members)
        => new($"This is a dry run (DryRun), which has all rows in one database, and the database of '{shard}' is one of the shards [{members}]: answers would miss the rows of the others. "
            + "Leave DryRun() out, or add the database that has all rows as the first shard.");

    internal static ShardMapException OtherGroup(string shard, string group, string written, string configured)
        => new($"The definition of the group '{group}' has changed: the database of the shard '{shard}' was written with '{written}', the options say '{configured}'. "
            + "Rows would be looked for where they are not. Restore the definition, or, once every row lies where the new one puts it, call context.Sharding().WriteMap(overwrite: true).");

    internal static ShardMapException UnknownGroup(string shard, string group)
        => new($"The shard map in the database of the shard '{shard}' has a group '{group}' that the options do not define. "
            + "Define it again (every context of a database names all of its groups), or, if no row was placed by it, call context.Sharding().WriteMap(overwrite: true).");

    internal static ShardMapException NewGroup(string shard, string group)
        => new($"The group '{group}' is not in the shard map of the database of the shard '{shard}' yet. "
            + "If its tables are empty, or their rows lie where the group puts them, call context.Sharding().WriteMap() once.");

    internal static ShardMapException OtherMigrations(string states)
        => new($"The shards are at different migrations ({states}): a query would meet tables of different shapes. "
            + "Call Database.Migrate(), which goes on where a shard was left, or wait until the process that migrates them is done.");

    internal static ShardMapException OtherUnshardedShard(string shard, string written, string configured)
        => new($"The unsharded tables have moved: the database of the shard '{shard}' was written with them on '{written}', the options put them on '{configured}'. "
            + "Call UnshardedOn(\"" + written + "\"), or, once their rows are moved, context.Sharding().WriteMap(overwrite: true).");
}
