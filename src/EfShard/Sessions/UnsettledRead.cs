using EfShard.Topology;

namespace EfShard.Sessions;

/// <summary>A read whose state is not known exactly: at most what the server has now, if it is still the same run.</summary>
/// <param name="Server">The server that was read.</param>
/// <param name="Run">Its run.</param>
/// <param name="Number">Tells two reads of the same run apart.</param>
internal readonly record struct UnsettledRead(ShardServer Server, ServerRun Run, int Number);
