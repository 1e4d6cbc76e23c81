using System.Reflection;

namespace EfShard.Integration;

/// <summary>The methods that <c>OnShard</c>, <c>WithShardKey</c>, <c>AllShards</c>, <c>GatherTables</c>, <c>WithGather</c> and <c>StableOrder</c> put into a query. They are translated, never run.</summary>
internal static class ShardHintMethods
{
    public static readonly MethodInfo OnShardMethod = Find(nameof(OnShard));
    public static readonly MethodInfo AllShardsMethod = Find(nameof(AllShards));
    public static readonly MethodInfo GatherTablesMethod = Find(nameof(GatherTables));

    /// <summary>What stands between the names of tables, and in none.</summary>
    public const char TableSeparator = '\n';

    public static bool Consistency<TEntity>(string code) => throw Translated();

    public static bool OnShard<TEntity>(string shard) => throw Translated();

    public static bool AllShards<TEntity>() => throw Translated();

    public static bool Gather<TEntity>(int policy) => throw Translated();

    public static bool GatherTables<TEntity>(string tables) => throw Translated();

    public static bool StableOrder<TEntity>() => throw Translated();

    public static bool ShardKey<TEntity, T1>(T1 key) => throw Translated();

    public static bool ShardKey<TEntity, T1, T2>(T1 first, T2 second) => throw Translated();

    public static bool ShardKey<TEntity, T1, T2, T3>(T1 first, T2 second, T3 third) => throw Translated();

    public static bool IsHint(MethodInfo method) => method.DeclaringType == typeof(ShardHintMethods);

    private static MethodInfo Find(string name) => typeof(ShardHintMethods).GetMethod(name)!;

    private static InvalidOperationException Translated() => new("OnShard, WithShardKey, AllShards, GatherTables, WithGather and StableOrder can be used in EF Core queries only.");
}
