namespace EfShard.Topology;

/// <summary>The servers of a shard at a moment: immutable, exchanged as a whole.</summary>
/// <param name="Servers">All of them, in the order of the options: the primary that they name, then its replicas.</param>
/// <param name="Primary">The one that takes writes; <see langword="null" /> while nobody knows one.</param>
/// <param name="Timeline">The latest timeline that any of them was seen on; what is on an older one is fenced out.</param>
/// <param name="TimelineStart">An offset at which that timeline had begun for certain; <see cref="ulong.MaxValue" /> before its primary was seen.</param>
internal sealed record ServerList(ShardServer[] Servers, ShardServer? Primary, uint Timeline, ulong TimelineStart);
