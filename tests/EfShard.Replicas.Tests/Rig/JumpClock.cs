namespace EfShard.Replicas.Tests.Rig;

/// <summary>The system's clock, which a test can set forward.</summary>
public sealed class JumpClock : TimeProvider
{
    private long _jumped;

    public override long GetTimestamp() => base.GetTimestamp() + Volatile.Read(ref _jumped);

    public void Jump(TimeSpan time) => Interlocked.Add(ref _jumped, (long)(time.TotalSeconds * TimestampFrequency));
}
