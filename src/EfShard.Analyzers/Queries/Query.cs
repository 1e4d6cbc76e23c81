
namespace EfShard.Analyzers.Queries;

/// <summary>A query as far as it has been read.</summary>
/// <param name="Element">What one of its rows is.</param>
/// <param name="Spine">The sets that it starts from: one, or several where they were concatenated.</param>
internal sealed record Query(Shape Element, ValueList<Source> Spine)
{
    /// <summary>All sources that rows come from so far, those of joins too.</summary>
    public ValueList<Source> Sources { get; init; } = Spine;

    /// <summary>Joins of Includes: they count only if entities are what the query returns.</summary>
    public ValueList<JoinSite> Includes { get; init; } = [];

    /// <summary>What the last Include led to.</summary>
    public Shape IncludeTail { get; init; } = Shape.Nothing.Instance;
}
