using EfShard.Topology;

namespace EfShard.Sessions;

/// <summary>
///     The session that contexts made in this flow of control belong to: a web request's, say. One for each set of shards: positions of one mean nothing
///     on another, though its shards may have the same names.
/// </summary>
internal sealed class AmbientSession(ShardTopology topology, ShardSession session, AmbientSession? outer)
{
    private static readonly AsyncLocal<AmbientSession?> Flow = new();

    public AmbientSession? Outer { get; } = outer;

    public static AmbientSession? Current
    {
        get => Flow.Value;
        set => Flow.Value = value;
    }

    /// <summary>The innermost session of a set of shards.</summary>
    public static ShardSession? Of(ShardTopology topology)
    {
        for (var ambient = Flow.Value; ambient is not null; ambient = ambient.Outer)
        {
            if (ReferenceEquals(ambient.Topology, topology))
            {
                return ambient.Session;
            }
        }

        return null;
    }

    private ShardTopology Topology { get; } = topology;

    private ShardSession Session { get; } = session;
}
