using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>
///     Where the values are that a column of a part's rows must equal for them to matter (a join, a correlated subquery): in a part that is shipped
///     before it. If they are few, only rows with them are shipped.
/// </summary>
/// <param name="Part">The place of the other part.</param>
/// <param name="FromColumn">Its column.</param>
/// <param name="Column">The column of this part that equals it.</param>
/// <param name="Inside">What this part's statement calls that column.</param>
/// <param name="Type">Its type.</param>
internal sealed record KeySource(int Part, string FromColumn, string Column, ColumnExpression Inside, ShippedColumn Type);
