using Microsoft.EntityFrameworkCore.Update;

namespace EfShard.Update;

/// <summary>The commands of one save before their shards are known.</summary>
/// <param name="Entries">The entries to save, with those that EF Core added because they share a row with one.</param>
/// <param name="Adapter">Finds tracked entries.</param>
/// <param name="Names">Names the commands' parameters.</param>
/// <param name="Commands">The commands in the order in which EF Core made them, each once.</param>
/// <param name="Places">Where the row of each command belongs, and then where those of <paramref name="Moving" /> were.</param>
/// <param name="Moving">The commands of rows that may move, with the entry by which they do, in the order of their former places.</param>
/// <param name="Levels">The same commands in an order that keeps dependencies; values that the database generates pass from level to level.</param>
/// <param name="Indexes">What it changes in global indexes, whose entries are among the others.</param>
/// <param name="AreInserts">Whether they are new rows of one table that do not refer to each other.</param>
internal sealed record SaveDraft(
    IList<IUpdateEntry> Entries,
    IUpdateAdapter Adapter,
    ParameterNames Names,
    IReadOnlyList<IReadOnlyModificationCommand> Commands,
    IReadOnlyList<RowPlace> Places,
    IReadOnlyList<(IReadOnlyModificationCommand Command, IUpdateEntry Mover)> Moving,
    IReadOnlyList<List<IReadOnlyModificationCommand>> Levels,
    GlobalIndexSave? Indexes,
    bool AreInserts);
