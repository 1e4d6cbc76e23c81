namespace EfShard.Crash.Tests.Model;

/// <summary>One state of everything: a coordinator, a decider, two others, two recoveries, and what is on its way between them.</summary>
internal readonly record struct World
{
    public Coordinator Coordinator { get; init; }

    /// <summary>What the caller has been told: nothing yet, or one of committed, rolled back, unknown.</summary>
    public Told Told { get; init; }

    /// <summary>The decider's transaction; it is never prepared.</summary>
    public Part Decider { get; init; }

    /// <summary>Whether the decider's transaction has taken the lock.</summary>
    public bool Locked { get; init; }

    /// <summary>Whether the decider's transaction has the record in it.</summary>
    public bool Recorded { get; init; }

    /// <summary>Whether the record is there for others to see.</summary>
    public bool Record { get; init; }

    /// <summary>Whether recovery has marked the record: everybody has committed.</summary>
    public bool Finished { get; init; }

    public bool CommitOnItsWay { get; init; }

    public Other First { get; init; }

    public Other Second { get; init; }

    public (Recoverer At, int Part) Recovery1 { get; init; }

    public (Recoverer At, int Part) Recovery2 { get; init; }

    public bool IsLocked => Decider is Part.Open && Locked;

    public Other this[int i] => i == 0 ? First : Second;

    public World With(int i, Other other) => i == 0 ? this with { First = other } : this with { Second = other };

    public World With(int i, Part part) => With(i, this[i] with { Part = part });

    public World With(int i, Knowledge knowledge) => With(i, this[i] with { Known = knowledge });

    public World WithRecovery(int i, Recoverer at, int part) => i == 0 ? this with { Recovery1 = (at, part) } : this with { Recovery2 = (at, part) };
}
