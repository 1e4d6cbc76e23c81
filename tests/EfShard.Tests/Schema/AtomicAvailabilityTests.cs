namespace EfShard.Tests.Schema;

/// <summary>The same where the files of a commit are attached to one connection.</summary>
public sealed class AtomicAvailabilityTests : AvailabilityTests
{
    protected override CrossShardCommit Policy => CrossShardCommit.Atomic;
}
