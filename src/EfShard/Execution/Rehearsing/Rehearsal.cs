namespace EfShard.Execution.Rehearsing;

/// <summary>What one execution of a statement or one save would have come to.</summary>
/// <param name="Tier">What it would cost.</param>
/// <param name="Shards">How many shards it would ask or write.</param>
/// <param name="Error">Why it would be refused.</param>
internal readonly record struct Rehearsal(DryRunTier Tier, int Shards, string? Error = null)
{
    public static Rehearsal Refused(string error, int shards = 0) => new(DryRunTier.Refused, shards, error);
}
