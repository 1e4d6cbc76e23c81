namespace EfShard.Crash.Tests.Model;

/// <summary>What the caller was told.</summary>
internal enum Told : byte
{
    Nothing,
    Committed,
    RolledBack,
    Unknown,
}
