namespace EfShard.Integration;

/// <summary>Counts plans, so that tests can tell that a second run plans nothing.</summary>
internal static class PlanningEvents
{
    private static readonly AsyncLocal<StrongBox?> Counter = new();

    /// <summary>Starts counting the plans made by the current asynchronous flow.</summary>
    public static StrongBox Count() => Counter.Value = new StrongBox();

    public static void Planned()
    {
        if (Counter.Value is { } counter)
        {
            Interlocked.Increment(ref counter.Value);
        }
    }

    /// <summary>A number that flows share.</summary>
    internal sealed class StrongBox
    {
        public int Value;
    }
}
