using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Model;

/// <summary>
///     A promise that rows of the table that holds this link live with the row of <see cref="Principal" /> that they point to: rows are
///     co-located when all pairs of columns are equal, whatever the shard key columns say. Links come from <c>IsColocated()</c>, from
///     ownership, from inheritance mapped to several tables and from join entities.
/// </summary>
/// <param name="Principal">The table pointed to.</param>
/// <param name="Columns">Pairs of a column here and a column of the principal.</param>
/// <param name="IsOptional">Whether a row may point nowhere: a column here may be null.</param>
internal sealed record ColocatedLink(ITableBase Principal, IReadOnlyList<(string Dependent, string Principal)> Columns, bool IsOptional);
