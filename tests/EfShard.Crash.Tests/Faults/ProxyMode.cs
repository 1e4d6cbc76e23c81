namespace EfShard.Crash.Tests.Faults;

/// <summary>What a <see cref="TcpProxy" /> does with connections.</summary>
public enum ProxyMode
{
    Pass,

    /// <summary>Both sides are reset, and nobody new is let in.</summary>
    Drop,

    /// <summary>Nothing gets through; nobody is told.</summary>
    Freeze,

    /// <summary>The client is reset, the server is not told; nobody new is let in.</summary>
    HalfOpen,
}
