namespace EfShard.Tests.Gathering;

/// <summary>A number that a sensor has read.</summary>
public class Reading
{
    public long Id { get; set; }

    public long SensorId { get; set; }

    public int UnitId { get; set; }

    public double Value { get; set; }
}
