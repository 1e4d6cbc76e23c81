using System.Globalization;

namespace EfShard.Topology;

/// <summary>A shard's availability as the maps have it. The change with the highest number is the last; of equal ones the stricter counts.</summary>
/// <param name="Change">How many changes there were.</param>
/// <param name="Availability">What the last one said.</param>
internal readonly record struct AvailabilityState(long Change, ShardAvailability Availability)
{
    public bool IsAfter(AvailabilityState other) => Change > other.Change || (Change == other.Change && Availability > other.Availability);

    public static bool TryParse(string text, out AvailabilityState state)
    {
        state = default;
        if (text.Split(':') is not [var change, var name]
            || !long.TryParse(change, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !Enum.TryParse<ShardAvailability>(name, out var availability) || !Enum.IsDefined(availability))
        {
            return false;
        }

        state = new AvailabilityState(number, availability);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Change}:{Availability}");
}
