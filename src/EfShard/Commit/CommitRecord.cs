namespace EfShard.Commit;

/// <summary>A decision as a decider has recorded it.</summary>
/// <param name="Id">The transaction's id.</param>
/// <param name="Shards">The names of all writers, at the places that the names of prepared transactions count.</param>
/// <param name="Age">How long ago it was written, by the decider's clock.</param>
internal sealed record CommitRecord(Guid Id, IReadOnlyList<string> Shards, TimeSpan Age);
