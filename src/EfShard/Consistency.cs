using System.Globalization;

namespace EfShard;

/// <summary>
///     How fresh a read must be, where shards have replicas. Set in the options, for a part of the code
///     (<c>using (context.Sharding().UseConsistency(...))</c>) or for a query (<c>.WithConsistency(...)</c>). Transactions and writes always use
///     the primary. docs/replicas.md says what each level costs.
/// </summary>
public sealed record Consistency
{
    private Consistency(ConsistencyLevel level) => Level = level;

    /// <summary>Asks the primary: sees every commit acknowledged before the read began.</summary>
    public static Consistency Strong { get; } = new(ConsistencyLevel.Strong);

    /// <summary>The default: sees what this session has written (see <c>ExportSession</c>), and of others what a replica happens to have.</summary>
    public static Consistency ReadYourWrites { get; } = new(ConsistencyLevel.ReadYourWrites);

    /// <summary>As <see cref="ReadYourWrites" />; what the session has once read does not disappear from later reads either.</summary>
    public static Consistency Session { get; } = new(ConsistencyLevel.Session);

    /// <summary>Asks any replica in service, however far behind.</summary>
    public static Consistency Eventual { get; } = new(ConsistencyLevel.Eventual);

    /// <summary>The level's name.</summary>
    public ConsistencyLevel Level { get; }

    /// <summary>The bound of <see cref="BoundedStaleness" />; zero for other levels.</summary>
    public TimeSpan MaxStaleness { get; private init; }

    /// <summary>The key of <see cref="Sticky" />; <see langword="null" /> for other levels.</summary>
    public string? UserKey { get; private init; }

    /// <summary>Sees every commit acknowledged at least this long before the read began. Measured by log positions and this process's own clock.</summary>
    /// <param name="maxStaleness">Above zero. Below <c>LagInterval</c> (1 s by default) the primary is asked for its position more often.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not above zero.</exception>
    public static Consistency BoundedStaleness(TimeSpan maxStaleness)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maxStaleness, TimeSpan.Zero);
        return new Consistency(ConsistencyLevel.BoundedStaleness) { MaxStaleness = maxStaleness };
    }

    /// <summary>As <see cref="Eventual" />, but the reads of a user go to the same replica of a shard as long as it is in service.</summary>
    /// <param name="userKey">What tells users apart.</param>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public static Consistency Sticky(string userKey)
    {
        ArgumentException.ThrowIfNullOrEmpty(userKey);
        return new Consistency(ConsistencyLevel.Sticky) { UserKey = userKey };
    }

    /// <summary>The level in words.</summary>
    public override string ToString() => Level switch
    {
        ConsistencyLevel.BoundedStaleness => string.Create(CultureInfo.InvariantCulture, $"BoundedStaleness({MaxStaleness})"),
        _ => Level.ToString(),
    };

    /// <summary>The level as one text, to travel in a query as a parameter.</summary>
    internal string ToCode() => Level switch
    {
        ConsistencyLevel.BoundedStaleness => string.Create(CultureInfo.InvariantCulture, $"{(int)Level}{MaxStaleness.Ticks}"),
        ConsistencyLevel.Sticky => string.Create(CultureInfo.InvariantCulture, $"{(int)Level}{UserKey}"),
        ConsistencyLevel.Strong => "1",
        ConsistencyLevel.Session => "2",
        ConsistencyLevel.Eventual => "4",
        _ => "0",
    };

    /// <summary>The reverse of <see cref="ToCode" />.</summary>
    internal static Consistency FromCode(string code) => (ConsistencyLevel)(code[0] - '0') switch
    {
        ConsistencyLevel.Strong => Strong,
        ConsistencyLevel.Session => Session,
        ConsistencyLevel.Eventual => Eventual,
        ConsistencyLevel.BoundedStaleness => BoundedStaleness(TimeSpan.FromTicks(long.Parse(code.AsSpan(1), CultureInfo.InvariantCulture))),
        ConsistencyLevel.Sticky => Sticky(code[1..]),
        _ => ReadYourWrites,
    };
}
