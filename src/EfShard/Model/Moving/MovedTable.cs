using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model.Moving;

/// <summary>A table with rows that move, and how they are found.</summary>
/// <param name="Table">The table.</param>
/// <param name="Links">The foreign keys by which its rows follow; none for the table of the row that moves by itself.</param>
/// <param name="OwnLinks">The foreign keys by which its rows follow others of them, as a reply follows a comment: pairs of a column of the rows that follow and one of those that they follow.</param>
internal sealed record MovedTable(
    ITable Table, IReadOnlyList<MovedLink> Links, IReadOnlyList<IReadOnlyList<(string Dependent, string Principal)>> OwnLinks);
