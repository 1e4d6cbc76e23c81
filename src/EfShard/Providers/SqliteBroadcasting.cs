using System.Globalization;
using System.Linq.Expressions;
using EfShard.Planning.Broadcasting;
using EfShard.Planning.Gathering;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Sqlite.Query.Internal;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Providers;

/// <summary>Rows as one text of JSON, an array of arrays.</summary>
internal sealed class SqliteBroadcasting : BroadcastDialect
{
    private static readonly LongTypeMapping Number = new("INTEGER");
    private static readonly StringTypeMapping Text = new("TEXT", System.Data.DbType.String);

    // What has another collation would bring it into comparisons that did not have it.
    public override bool CanCarry(ShippedColumn column) => column is { StoreType: "INTEGER" or "TEXT" or "REAL", Collation: null or "BINARY" };

    public override SelectExpression CreateTable(string alias, string name, IReadOnlyList<ColumnExpression> columns, IReadOnlyList<ShippedColumn> types)
    {
        var source = alias + "_v";
        var rows = new JsonEachExpression(source, new SqlParameterExpression(name, typeof(string), Text));
        var row = new ColumnExpression("value", source, typeof(string), Text, nullable: true);

        var values = PlainSelect.From([rows], [.. columns.Select((c, i) => new ProjectionExpression(Value(c, i), c.Name))], null, isDistinct: false);

        // Grouped by the rows' own numbers, which leaves every row, and makes Sqlite read the text once and index it: in a join it would read it again for each row of the other side.
        var number = new ColumnExpression("key", source, typeof(long), Number, nullable: false);
        return (SelectExpression)values.Update(values.Tables, null, [number], null, values.Projection, [], null, null).WithAlias(alias);

        // With the affinity that the column has.
        SqlExpression Value(ColumnExpression column, int i)
        {
            var path = new SqlConstantExpression(string.Create(CultureInfo.InvariantCulture, $"$[{i}]"), typeof(string), Text);
            var value = new SqlFunctionExpression("json_extract", [row, path], nullable: true, [true, true], column.Type, column.TypeMapping);
            return new SqlUnaryExpression(ExpressionType.Convert, value, column.Type, column.TypeMapping);
        }
    }
}
