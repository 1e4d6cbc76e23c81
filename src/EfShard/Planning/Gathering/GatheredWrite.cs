using System.Globalization;
using System.Linq.Expressions;
using EfShard.Model;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>
///     An update or delete that shards can't do each by itself: the primary keys of its rows, and their new values, are gathered before any row
///     changes, so that no shard sees another's changes; then each shard applies them to the rows that it has. A statement of
///     its own for each number of rows.
/// </summary>
/// <param name="Target">The table that changes.</param>
/// <param name="Placement">Where its rows are.</param>
/// <param name="Conditions">The conditions that decide which shards can have rows that change.</param>
/// <param name="Keys">The primary key's columns: the first columns of what is gathered.</param>
/// <param name="Columns">The columns that are set, whose new values follow; none for a delete.</param>
internal sealed record GatheredWrite(
    TableExpression Target, TablePlacement Placement, IReadOnlyList<TableCondition> Conditions, IReadOnlyList<ColumnExpression> Keys,
    IReadOnlyList<ColumnExpression> Columns)
{
    private const string ValuesAlias = "__new";

    /// <summary>The parameter of one value.</summary>
    /// <param name="row">The row's place in the statement.</param>
    /// <param name="column">The column's place: keys first.</param>
    public static string Parameter(int row, int column) => string.Create(CultureInfo.InvariantCulture, $"__efshard_{row}_{column}");

    /// <summary>The statement that changes so many rows of one shard.</summary>
    public Expression Apply(int rows, QueryDialect dialect)
        => Columns.Count == 0
            ? dialect.CreateDelete(Target, Enumerable.Range(0, rows).Select(IsRow).Aggregate((l, r) => Join(ExpressionType.OrElse, l, r)))
            : Update(rows, dialect);

    private UpdateExpression Update(int rows, QueryDialect dialect)
    {
        IReadOnlyList<ColumnExpression> all = [.. Keys, .. Columns];
        var names = all.Select((_, i) => "c" + i.ToString(CultureInfo.InvariantCulture)).ToList();
        var values = new ValuesExpression(
            ValuesAlias,
            Enumerable.Range(0, rows).Select(row => new RowValueExpression(all.Select((c, i) => (SqlExpression)Value(row, i, c)).ToList())).ToList(),
            names);
        ColumnExpression New(int i) => new(names[i], ValuesAlias, all[i].Type, all[i].TypeMapping, all[i].IsNullable);
        var on = Keys.Select((key, i) => Equal(key, New(i))).Aggregate((l, r) => Join(ExpressionType.AndAlso, l, r));
        return new UpdateExpression(
            Target,
            dialect.CreateSelect([Target, new InnerJoinExpression(values, on)], [], predicate: null),
            Columns.Select((column, i) => new ColumnValueSetter(column, New(Keys.Count + i))).ToList());
    }

    private SqlBinaryExpression IsRow(int row)
        => Keys.Select((key, i) => Equal(key, Value(row, i, key))).Aggregate((l, r) => Join(ExpressionType.AndAlso, l, r));

    private static SqlParameterExpression Value(int row, int i, ColumnExpression column)
        => new(Parameter(row, i), column.Type, column.TypeMapping);

    private static SqlBinaryExpression Equal(SqlExpression left, SqlExpression right) => Join(ExpressionType.Equal, left, right);

    private static SqlBinaryExpression Join(ExpressionType type, SqlExpression left, SqlExpression right) => new(type, left, right, typeof(bool), null);
}
