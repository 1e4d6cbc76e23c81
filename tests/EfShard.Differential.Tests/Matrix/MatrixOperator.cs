using EfShard.Differential.Tests.Answers;
using EfShard.Differential.Tests.Model;
using EfShard.Differential.Tests.Rows;

namespace EfShard.Differential.Tests.Matrix;

/// <summary>A row of the matrix: a query that can be asked of any source.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="AskAsync">Asks it.</param>
internal sealed record MatrixOperator(string Name, Func<TrackerContext, Source, Task<Lines>> AskAsync)
{
    /// <summary>Why it cannot be asked of a source; null where it can.</summary>
    public Func<Source, string?> Impossible { get; init; } = _ => null;

    public override string ToString() => Name;
}
