namespace EfShard;

/// <summary>A part of a commit over several shards that is prepared and neither committed nor rolled back. Its rows are locked.</summary>
/// <param name="TransactionId">The id of the transaction.</param>
/// <param name="Shard">The name of the shard on which the part is prepared.</param>
/// <param name="DecidingShard">The name of the shard that knows the decision.</param>
/// <param name="Age">How long it has been prepared, by the clock of its server. Some milliseconds are the life of every commit.</param>
public sealed record InDoubtTransaction(Guid TransactionId, string Shard, string DecidingShard, TimeSpan Age);
