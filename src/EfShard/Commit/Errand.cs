namespace EfShard.Commit;

/// <summary>Something that is to be done on one shard, sooner or later, after the decision.</summary>
/// <param name="Kind">What is to be done.</param>
/// <param name="Id">The transaction's id.</param>
/// <param name="Name">The name of the prepared transaction; empty for <see cref="ErrandKind.Forget" />.</param>
/// <param name="WhenDone">Called once it is done.</param>
internal sealed record Errand(ErrandKind Kind, Guid Id, string Name, Action? WhenDone);
