namespace EfShard.Crash.Tests.Model;

/// <summary>A transaction on one server.</summary>
internal enum Part : byte
{
    Open,
    Prepared,
    Committed,
    RolledBack,
}
