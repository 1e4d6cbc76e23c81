namespace EfShard.Replicas.Tests.Rig;

/// <summary>A clock that measures a thousandth of what passes: everything seems quick.</summary>
public sealed class SlowClock : TimeProvider
{
    public override long GetTimestamp() => base.GetTimestamp() / 1000;
}
