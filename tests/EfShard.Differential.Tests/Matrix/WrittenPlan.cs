using EfShard.Differential.Tests.Answers;

namespace EfShard.Differential.Tests.Matrix;

/// <summary>A plan as it stands in a file.</summary>
/// <param name="Tier">Which tier answered.</param>
/// <param name="Text">The plan in one line, or why there is none.</param>
internal sealed record WrittenPlan(Tier Tier, string Text);
