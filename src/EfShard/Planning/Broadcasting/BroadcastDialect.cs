using EfShard.Planning.Gathering;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Broadcasting;

/// <summary>How a provider's SQL reads rows from parameters.</summary>
internal abstract class BroadcastDialect
{
    /// <summary>Whether the values of a column are, as a parameter's, what they were in the table: equal, ordered and typed the same.</summary>
    public abstract bool CanCarry(ShippedColumn column);

    /// <summary>What is read of a column.</summary>
    public virtual SqlExpression ToCarry(ColumnExpression column) => column;

    /// <summary>The table that reads the rows from parameters.</summary>
    /// <param name="alias">Its alias in the statement.</param>
    /// <param name="name">As for <see cref="BroadcastPart.Name" />.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="types">Their types, in the same order.</param>
    public abstract SelectExpression CreateTable(string alias, string name, IReadOnlyList<ColumnExpression> columns, IReadOnlyList<ShippedColumn> types);
}
