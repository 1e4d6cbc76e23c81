using EfShard.Tests.Model.Blog;

namespace EfShard.Tests.Queries.Harness;

/// <summary>One row of docs/query-shapes.md: a query, and what this release must make of it.</summary>
public sealed record QueryShape
{
    public required string Name { get; init; }

    /// <summary>The LINQ operators that the shape is about.</summary>
    public required string Operators { get; init; }

    /// <summary>The kinds of mapping that it touches.</summary>
    public required string Mapping { get; init; }

    public required Asked Asked { get; init; }

    public required Func<BlogContext, BlogKeys, object?> Run { get; init; }

    public required Func<BlogContext, BlogKeys, CancellationToken, Task<object?>> RunAsync { get; init; }

    public string Family { get; init; } = "";

    /// <summary>Why the shards can't answer the shape themselves, in a few words; <see langword="null" /> when they must.</summary>
    public string? RefusedBecause { get; init; }

    public RowOrder Order { get; init; }

    /// <summary>For rows with ties: what the rows are ordered by. Rows with the same key may come in any order.</summary>
    public Func<object, object?>? TieKey { get; init; }

    public ShapeTraits Traits { get; init; }

    /// <summary>Where the shape names a shard instead of a key, the answer is that of this shard's own database.</summary>
    public Func<BlogKeys, string>? ComparedWithShard { get; init; }

    public bool IsAnswered => RefusedBecause is null;

    /// <summary>Whether gathering answers it: everything but SQL of the application, and changes that a policy or the shard key forbids.</summary>
    public bool IsGathered => !IsAnswered && Family != "Raw SQL" && (!Has(ShapeTraits.ChangesRows) || Has(ShapeTraits.BestEffort));

    public bool Has(ShapeTraits trait) => (Traits & trait) != 0;

    public QueryShape Refused(string because) => this with { RefusedBecause = because };

    /// <summary>Answered by a gather of groups only, which nothing forbids.</summary>
    public QueryShape CombinedByDatabase(string because) => Refused(because).With(ShapeTraits.CombinedByDatabase);

    /// <summary>The policy for commits over several shards refuses it, not the planner.</summary>
    public QueryShape RefusedByPolicy(string because) => Refused(because).With(ShapeTraits.AgainstCommitPolicy);

    public QueryShape Ordered() => this with { Order = RowOrder.Rows };

    public QueryShape OrderedThroughout() => this with { Order = RowOrder.RowsAndCollections };

    public QueryShape OrderedWithTies<T>(Func<T, object?> key) => this with { TieKey = row => key((T)row) };

    public QueryShape With(ShapeTraits traits) => this with { Traits = Traits | traits };

    public QueryShape SameAsShard(Func<BlogKeys, string> shard) => this with { ComparedWithShard = shard };

    public override string ToString() => $"{Family}: {Name}";
}
