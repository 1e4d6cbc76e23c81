namespace EfShard.Tests.Schema;

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class HandClock : TimeProvider
{
    private TimeSpan _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan time) => _passed += time;

    public override long GetTimestamp() => TimeSpan.TicksPerDay + _passed.Ticks;
}
