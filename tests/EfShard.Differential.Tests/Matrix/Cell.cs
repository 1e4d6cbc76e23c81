using EfShard.Differential.Tests.Answers;

namespace EfShard.Differential.Tests.Matrix;

/// <summary>What became of one query of the matrix in one layout.</summary>
/// <param name="Tier">Which tier answered.</param>
/// <param name="Plan">The plans of its statements, or why it is refused or cannot be asked.</param>
/// <param name="Wrong">How the answer differs from one database's; null where it does not.</param>
internal sealed record Cell(Tier Tier, string Plan, string? Wrong);
