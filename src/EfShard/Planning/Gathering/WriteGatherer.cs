using EfShard.Model;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>Plans how an update or delete is done by keys and new values that are gathered first.</summary>
internal sealed class WriteGatherer(ShardModel model, QueryDialect dialect, StatementAnalysis analysis)
{
    /// <summary>Plans a write.</summary>
    /// <param name="target">The table that changes.</param>
    /// <param name="select">The tables and conditions that say which rows.</param>
    /// <param name="setters">The new values; none for a delete.</param>
    /// <returns>What applies them, and the gather that reads them; <see langword="null" /> if the table has no primary key to tell its rows by.</returns>
    public (GatheredWrite Write, Lazy<GatherPlan> Gather)? Plan(
        TableExpression target, SelectExpression select, IReadOnlyList<ColumnValueSetter> setters)
    {
        if (analysis.ReadsUnseen || !dialect.CanGather || target.Table is not ITable { PrimaryKey.Columns: { } keyColumns })
        {
            return null;
        }

        var placement = model.GetPlacement(target.Table);
        var keys = keyColumns
            .Select(c => new ColumnExpression(c.Name, target.Alias, c.PropertyMappings[0].Property.ClrType, c.PropertyMappings[0].TypeMapping, c.IsNullable))
            .ToList();
        var write = new GatheredWrite(target, placement, TableConditions.Of(target.Table, analysis), keys, setters.Select(s => s.Column).ToList());
        return (write, new Lazy<GatherPlan>(() => new GatherPlanner(model, dialect, analysis).Plan(KeysAndValues(select, keys, setters))));
    }

    private static SelectExpression KeysAndValues(SelectExpression select, List<ColumnExpression> keys, IReadOnlyList<ColumnValueSetter> setters)
        => select.Update(
            select.Tables, select.Predicate, select.GroupBy, select.Having,
            keys.Concat(setters.Select(s => s.Value)).Select((value, i) => new ProjectionExpression(value, "c" + i)).ToList(),
            select.Orderings, select.Offset, select.Limit);
}
