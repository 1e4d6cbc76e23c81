using System.Linq.Expressions;

namespace EfShard.Differential.Tests.Rows;

/// <summary>How entities are loaded.</summary>
/// <param name="Include">With what belongs to them.</param>
/// <param name="Split">By one statement for each collection.</param>
/// <param name="Skip">How many of them, in the order of their ids, are left out.</param>
/// <param name="Take">How many are loaded; all where null.</param>
/// <param name="Tracked">Whether the context keeps them.</param>
public sealed record EntityQuery(bool Include, bool Split = false, int Skip = 0, int? Take = null, bool Tracked = false)
{
    /// <summary>Which of them, by the columns of their rows.</summary>
    public Expression<Func<Row, bool>>? Where { get; init; }
}
