namespace EfShard.Topology;

/// <summary>How replicas are read and watched: validated, immutable, equal by value.</summary>
internal sealed record ReplicaOptions
{
    // One delegate for all, so that options are equal by value. Before the defaults, which use it.
    private static readonly Func<double> Shared = System.Random.Shared.NextDouble;

    public static ReplicaOptions Default { get; } = new();

    /// <summary>The level of reads that say nothing else.</summary>
    public Consistency Consistency { get; init; } = Consistency.ReadYourWrites;

    /// <summary>How long a read waits for a replica that has replayed enough, before it asks the primary.</summary>
    public TimeSpan ReplicaWait { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Without positions: how long after a write the session reads from the primary.</summary>
    public TimeSpan RecentWriteWindow { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A replica further behind than this serves no reads until it has caught up.</summary>
    public TimeSpan MaxLag { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often servers are asked for their positions.</summary>
    public TimeSpan LagInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often servers that do not answer are asked again.</summary>
    public TimeSpan HealthInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After how many failures in a row a server counts as down.</summary>
    public int HealthFailures { get; init; } = 3;

    /// <summary>How long a write waits for a new primary.</summary>
    public TimeSpan FailoverWait { get; init; }

    /// <summary>Who makes a replica the primary.</summary>
    public FailoverMode Failover { get; init; }

    public string? LocalZone { get; init; }

    /// <summary>The key that signs session tokens, as base64: a text, so that options are equal by value.</summary>
    public string? SessionKey { get; init; }

    /// <summary>Whether a replica's position is looked at. Only tests switch it off, to see that they would notice.</summary>
    public bool ChecksPositions { get; init; } = true;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The next random number between 0 and 1.</summary>
    public Func<double> Random { get; init; } = Shared;
}
