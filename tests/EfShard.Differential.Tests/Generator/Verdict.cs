using EfShard.Differential.Tests.Answers;

namespace EfShard.Differential.Tests.Generator;

/// <summary>What became of a trial.</summary>
/// <param name="Tier">Which tier answered it.</param>
/// <param name="NotTranslatable">Why one database does not answer the question; then the shards were not asked.</param>
/// <param name="Refusal">Why it was refused.</param>
/// <param name="Wrong">How it was answered wrongly: the only verdict that must not be.</param>
internal sealed record Verdict(Tier Tier, string? NotTranslatable, string? Refusal, string? Wrong);
