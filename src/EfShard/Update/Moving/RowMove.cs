using Microsoft.EntityFrameworkCore.Update;

namespace EfShard.Update.Moving;

/// <summary>A row whose shard key changes so that it goes to another shard.</summary>
/// <param name="Command">The update of the row in the table that the shard key stands in.</param>
/// <param name="Entry">The entry whose shard key changes.</param>
/// <param name="From">The shard that it leaves.</param>
/// <param name="To">The shard that it goes to.</param>
/// <param name="Level">The level before whose commands it goes: those of its own and later levels find it on its new shard, those of earlier levels on its old one.</param>
internal sealed record RowMove(IReadOnlyModificationCommand Command, IUpdateEntry Entry, int From, int To, int Level)
{
    /// <summary>Those that it has followers in common with; <see langword="null" /> if there are none.</summary>
    public MoveGroup? Group { get; init; }
}
