namespace EfShard.Infrastructure;

/// <summary>
///     The texts of everything that can be wrong with the options, in one place. No method takes a connection string: they hold passwords.
/// </summary>
internal static class ConfigurationErrors
{
    public static ShardingConfigurationException NoShard()
        => Error("UseSharding was called without a shard. Add at least one: UseSharding(sharding => sharding.AddShard(\"s0\", connectionString)).");

    public static ShardingConfigurationException NothingToPlan(string shard)
        => Error($"DryRun() was called with the shard '{shard}' only, which needs no trying out: everything works on one shard. Add the shards to plan for; they are never opened.");

    public static ShardingConfigurationException OnlyPlanned(string shard, string database)
        => Error($"The shard '{shard}' is only planned for: this is a dry run, and all rows are in the database of '{database}'. "
            + $"Name '{database}', or take the shards from context.Sharding().Shards, which are those that there are.");

    public static ShardingConfigurationException EmptyName(string what)
        => Error($"The name of a {what} is missing or blank. Give it a name of 1 to {ShardingNames.MaxLength} characters that stays the same for ever: it is written into the databases.");

    public static ShardingConfigurationException BadName(string what, string name)
        => Error($"'{name}' can't be the name of a {what}: names have at most {ShardingNames.MaxLength} characters, no control characters, and no blank at either end.");

    public static ShardingConfigurationException DuplicateShard(string name)
        => Error($"The shard '{name}' is added twice (names that differ only in case count as the same). Give each shard its own name.");

    public static ShardingConfigurationException NoPrimary(string shard)
        => Error($"The shard '{shard}' has no primary. Call Primary(...) with a connection string or a data source.");

    public static ShardingConfigurationException TwoPrimaries(string shard)
        => Error($"The shard '{shard}' has two primaries. Call Primary(...) once; further servers of the shard are replicas: Replica(...).");

    public static ShardingConfigurationException EmptyConnectionString(string shard)
        => Error($"A connection string of the shard '{shard}' is missing or blank. Pass the connection string of a server, or a data source.");

    public static ShardingConfigurationException DuplicateGroup(string name)
        => Error($"The group '{name}' is defined twice (names that differ only in case count as the same). Define each group once.");

    public static ShardingConfigurationException TwoStrategies(string group)
        => Error($"The group '{group}' is given two strategies. Call one of Hash, Modulo, ConsistentHash, Range, ByMonth, ByQuarter, ByYear, List, Custom and Strategy.");

    public static ShardingConfigurationException ShardsTwice(string group)
        => Error($"The shards of the group '{group}' are given twice. Call Shards(...) once, with all of them.");

    public static ShardingConfigurationException ShardsOfOwnStrategy(string group)
        => Error($"The group '{group}' names its shards twice: its strategy already does. Leave out Shards(...).");

    public static ShardingConfigurationException NoShardInGroup(string group)
        => Error($"The group '{group}' has no shard. Name at least one in Shards(...), or leave the call out to use all of them.");

    public static ShardingConfigurationException RepeatedShardInGroup(string group, string shard)
        => Error($"The group '{group}' names the shard '{shard}' twice. Name each shard once.");

    public static ShardingConfigurationException UnknownShard(string where, string shard, IEnumerable<string> known)
        => Error($"{where} the shard '{shard}', which is not one of {ShardingNames.List(known)}. Names are compared case by case; add the shard with AddShard, or correct the name.");

    public static ShardingConfigurationException UnknownGroup(string group, IEnumerable<string> known)
        => Error($"Entities of the model are in the group '{group}', which is not one of {ShardingNames.List(known)}. Names are compared case by case; "
            + $"define it: UseSharding(sharding => sharding.Group(\"{group}\", group => group.Hash())), or correct the name in InGroup(...).");

    public static ShardingConfigurationException OutOfRange(string option, string allowed, long value)
        => Error($"{option} is {value}; it must be {allowed}.");

    public static ShardingConfigurationException BadReplicaOption(string option, string allowed)
        => Error($"{option} must be {allowed}.");

    public static ShardingConfigurationException Strategy(string group, Exception reason)
        => new($"The strategy of the group '{group}' is not usable: {reason.Message}", reason);

    public static ShardingConfigurationException NoProvider()
        => Error("UseSharding needs a relational database provider and found none before it: call UseNpgsql/UseSqlite/UseMySql before UseSharding.");

    public static ShardingConfigurationException ProviderAfterSharding(string provider)
        => Error($"UseSharding was called before the provider '{provider}', whose services it has to wrap: call UseNpgsql/UseSqlite/UseMySql before UseSharding.");

    public static ShardingConfigurationException UnknownProvider(string provider)
        => Error($"The database provider '{provider}' is not one that EfShard knows. Use Npgsql.EntityFrameworkCore.PostgreSQL, Microsoft.EntityFrameworkCore.Sqlite "
            + "or Pomelo.EntityFrameworkCore.MySql (the latter with EF Core 9 only).");

    public static ShardingConfigurationException ConnectionInProvider(string provider, string what)
        => Error($"The provider '{provider}' was given {what}, and UseSharding was given shards: it is not clear which of them holds the data. "
            + "Call UseNpgsql(), UseSqlite() or UseMySql(serverVersion) without a connection and add every database with AddShard.");

    public static ShardingConfigurationException CannotPrepare(string provider, int maxNameBytes)
        => Error($"CrossShardCommit({nameof(CrossShardCommit)}.{nameof(CrossShardCommit.TwoPhase)}) needs a database that prepares transactions and names of shards of at most "
            + $"{maxNameBytes} bytes. It works on PostgreSQL for now, and the provider is '{provider}'. Leave the call out, or choose Reject or BestEffort.");

    public static ShardingConfigurationException CannotAttach(string provider)
        => Error($"CrossShardCommit({nameof(CrossShardCommit)}.{nameof(CrossShardCommit.Atomic)}) needs databases that one connection can hold, which are Sqlite's files, and the "
            + $"provider is '{provider}'. Leave the call out: PostgreSQL commits in two phases.");

    public static ShardingConfigurationException MissingSection(string? path)
        => Error($"The configuration section {(string.IsNullOrEmpty(path) ? "given to UseSharding" : $"'{path}'")} is missing or empty. "
            + "It needs at least one shard: { \"Shards\": { \"s0\": \"connection string\" } }.");

    public static ShardingConfigurationException UnknownKey(string path, IEnumerable<string> known)
        => Error($"The configuration key '{path}' means nothing here. Known keys at this place: {string.Join(", ", known)}.");

    public static ShardingConfigurationException BadValue(string path, string expected)
        => Error($"The value of the configuration key '{path}' must be {expected}.");

    public static InvalidOperationException NotSharded(Type context)
        => new($"The context '{context.Name}' is not sharded. Call UseSharding(...) after UseNpgsql/UseSqlite/UseMySql where its options are made.");

    public static ShardingConfigurationException UnknownPinnedShard(string name, IEnumerable<string> known)
        => UnknownShard("The code asked for", name, known);

    private static ShardingConfigurationException Error(string message) => new(message);

    public static ShardingConfigurationException SlotsTellNothing(string entity, string property, string group)
        => new($"'{entity}.{property}' has HasShardedId(), whose values carry the slot of the row's shard key, but the group '{group}' does not place rows by slots, so "
            + "that a query by the id could not tell their shard. Give the group Hash(), or Modulo() over 2, 4, 8 ... shards; or make the values in another way: "
            + "a Guid, or ValueGeneratedNever().");

    public static ShardingConfigurationException IndexWithoutAtomicCommit(string entity, string property, CrossShardCommit policy)
        => new($"'{entity}.{property}' has a global index, whose entries and rows are on different shards and must be committed together, which CrossShardCommit.{policy} "
            + "does not do. Choose a policy that commits on all shards or on none, or declare the index HasIndex(...).IsUnique().IsUniquePerShard().");
}
