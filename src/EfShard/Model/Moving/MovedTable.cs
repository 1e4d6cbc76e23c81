using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model.Moving;

/// <summary>A table with rows that move, and how they are found.</summary>
/// <param name="Table">The table.</param>
/// <param name="Links">The foreign keys by which its rows follow; none for the table of the row that moves by itself.</param>
internal sealed record MovedTable(ITable Table, IReadOnlyList<MovedLink> Links);
