namespace EfShard.Crash.Tests.Model;

/// <summary>What the coordinator knows of one of the others.</summary>
internal enum Knowledge : byte
{
    NotAsked,
    Asked,
    Prepared,
    Committed,
}
