using EfShard.Model.Moving;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Providers.Moving;

/// <summary>The rows of a table that follow one or several of those that move together.</summary>
internal sealed class CommonRows
{
    public CommonRows(ITable table, IReadOnlyList<MoveOrder> orders)
    {
        var concerned = orders.Where(order => order.Plan.Tables.Any(rows => rows.Table == table)).ToList();
        Order = concerned[0].With(concerned[1..]);
        Table = Order.Plan.Tables.Single(rows => rows.Table == table);
    }

    /// <summary>The order, with the others.</summary>
    public MoveOrder Order { get; }

    public MovedTable Table { get; }

    /// <summary>How many were copied.</summary>
    public long Copied { get; set; }
}
