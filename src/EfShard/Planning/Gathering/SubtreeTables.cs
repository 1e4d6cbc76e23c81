using EfShard.Model;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Planning.Gathering;

/// <summary>Makes the temporary tables that stand in the place of subtrees, and keeps the subtrees in the order in which they were found.</summary>
/// <param name="name">The beginning of the tables' names.</param>
/// <param name="dialect">The dialect.</param>
internal sealed class SubtreeTables(string name, QueryDialect dialect)
{
    private readonly List<Subtree> _subtrees = [];

    public IReadOnlyList<Subtree> Subtrees => _subtrees;

    /// <summary>An alias that no other table of the statement has.</summary>
    public string NextAlias() => $"__t{_subtrees.Count}";

    /// <summary>Makes the table of a subtree.</summary>
    /// <param name="statement">What a shard runs.</param>
    /// <param name="source">Where its rows are.</param>
    /// <param name="alias">The table's alias in what is left of the statement.</param>
    /// <param name="isPartial">As for <see cref="Subtree" />.</param>
    public TableExpression Add(SelectExpression statement, SubtreeSource source, string alias, bool isPartial = false)
    {
        var model = TableUse.Of(statement).Tables[0].Table.Model;
        var table = new TemporaryTable($"{name}_s{_subtrees.Count}", dialect.TemporarySchema, model);
        _subtrees.Add(new Subtree(table, statement, source, isPartial));
        return new TableExpression(alias, table);
    }

    /// <summary>The same SELECT as a statement of its own: without the alias of a derived table, and with a column if it has none (EXISTS).</summary>
    public SelectExpression AsStatement(SelectExpression select)
        => dialect.CreateSelect(select.Tables, [], null, select.IsDistinct).Update(
            select.Tables, select.Predicate, select.GroupBy, select.Having, select.Projection.Count > 0 ? select.Projection.Select(WithNameAndType).ToList() : [Row],
            select.Orderings, select.Offset, select.Limit);

    /// <summary>A column of a shipped table.</summary>
    public static ColumnExpression Column(ProjectionExpression column, TableExpression table)
        => new(column.Alias, table.Alias, column.Type, column.Expression.TypeMapping, nullable: true);

    /// <summary>A column that only says that a row is there.</summary>
    public static ProjectionExpression Row { get; } = new(new SqlConstantExpression(1, typeof(int), new IntTypeMapping("integer")), "row");

    /// <summary>
    ///     The value of a scalar subquery has no name, and a bare NULL has the type of what it stands beside: as a table's column, each must have its own.
    /// </summary>
    private static ProjectionExpression WithNameAndType(ProjectionExpression column)
    {
        var value = column.Expression is SqlConstantExpression { Value: null, TypeMapping: { } mapping } nothing
            ? new SqlUnaryExpression(System.Linq.Expressions.ExpressionType.Convert, nothing, nothing.Type, mapping)
            : column.Expression;
        return new ProjectionExpression(value, column.Alias.Length > 0 ? column.Alias : "value");
    }
}
