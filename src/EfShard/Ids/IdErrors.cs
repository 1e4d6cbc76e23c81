using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Ids;

/// <summary>The texts of everything that can go wrong when an id is made.</summary>
internal static class IdErrors
{
    public static InvalidOperationException Clock(DateTimeOffset now)
        => new($"The clock says {now:yyyy-MM-dd}, and ids of HasShardedId() can be made from January 13th, 2025, to 2059. Set the clock.");

    public static InvalidOperationException NoTable(string shard)
        => new($"Shard '{shard}' has no table '__EFShardIds', in which processes that make ids of HasShardedId() register: it was made by an older version of "
            + "EfShard. Call context.Sharding().WriteMap() once, which adds it.");

    public static ShardKeyException UnknownKey(IReadOnlyEntityType type, IReadOnlyProperty id)
        => new($"'{type.DisplayName()}.{id.Name}' is to carry the slot of the row's shard key, which is not known yet. Set the shard key, or the navigation to a "
            + $"principal that has its key, before the '{type.DisplayName()}' is added; a new principal is added first, or together with it by adding the principal.");
}
