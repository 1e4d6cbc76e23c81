using EfShard.Topology;

namespace EfShard.Commit;

/// <summary>A prepared transaction as recovery finds it.</summary>
/// <param name="Shard">The shard in whose database it is prepared.</param>
/// <param name="Name">Its name.</param>
/// <param name="Age">How long it has been prepared, by the server's clock.</param>
internal sealed record PreparedPart(ShardNode Shard, PreparedName Name, TimeSpan Age);
