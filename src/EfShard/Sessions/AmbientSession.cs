namespace EfShard.Sessions;

/// <summary>The session that contexts made in this flow of control belong to: a web request's, say.</summary>
internal static class AmbientSession
{
    private static readonly AsyncLocal<ShardSession?> Flow = new();

    public static ShardSession? Current
    {
        get => Flow.Value;
        set => Flow.Value = value;
    }
}
