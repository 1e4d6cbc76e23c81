namespace EfShard.Model.Moving;

/// <summary>A foreign key by which rows follow the row that they point to.</summary>
/// <param name="Principal">The table pointed to.</param>
/// <param name="Columns">Pairs of a column of the rows that follow and a column of <paramref name="Principal" />.</param>
internal sealed record MovedLink(MovedTable Principal, IReadOnlyList<(string Dependent, string Principal)> Columns);
