using System.Data.Common;

namespace EfShard.Providers.Moving;

/// <summary>One of the two shards of a move.</summary>
/// <param name="Connection">The open connection that has the transaction.</param>
/// <param name="Transaction">The transaction.</param>
/// <param name="Schema">The schema in which the connection sees the shard's tables; <see langword="null" /> for their own.</param>
/// <param name="CommandTimeout">The seconds that a command may take there; <see langword="null" /> is the provider's default.</param>
internal sealed record MoveEnd(DbConnection Connection, DbTransaction Transaction, string? Schema, int? CommandTimeout);
