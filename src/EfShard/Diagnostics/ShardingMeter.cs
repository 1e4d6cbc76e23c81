using System.Diagnostics.Metrics;

namespace EfShard.Diagnostics;

/// <summary>The meter of EfShard, for <c>AddMeter("EfShard")</c>.</summary>
internal static class ShardingMeter
{
    public const string Name = "EfShard";

    public static Meter Meter { get; } = new(Name);
}
