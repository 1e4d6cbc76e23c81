namespace EfShard.Crash.Tests.Faults;

/// <summary>What happens to a server, or to the connections with it.</summary>
public enum Fault
{
    KillServer,
    DropConnections,
    FreezeConnections,
    HalfOpenConnections,
}
