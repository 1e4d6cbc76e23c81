namespace EfShard.Differential.Tests.Aggregates;

public class Reading
{
    public long Id { get; set; }

    public long SensorId { get; set; }

    public int Hour { get; set; }

    public double Value { get; set; }
}
