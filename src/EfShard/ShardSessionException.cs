namespace EfShard;

/// <summary>A session token is malformed, forged, or made by a later version: it is refused, and nothing of it is taken over.</summary>
public sealed class ShardSessionException : Exception
{
    internal ShardSessionException(string message)
        : base(message)
    {
    }
}
