namespace EfShard.Schema.Migrations;

/// <summary>One migration to apply to a shard, or to revert.</summary>
/// <param name="Id">The migration.</param>
/// <param name="IsRevert">Whether it is reverted.</param>
/// <param name="Before">The migration after which the shard's tables are now; <see langword="null" /> for none.</param>
/// <param name="After">The migration after which the shard's tables are then.</param>
internal sealed record MigrationStep(string Id, bool IsRevert, string? Before, string? After);
