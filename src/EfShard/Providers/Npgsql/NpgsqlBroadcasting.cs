using System.Globalization;
using System.Linq.Expressions;
using EfShard.Planning.Broadcasting;
using EfShard.Planning.Gathering;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql.EntityFrameworkCore.PostgreSQL.Query.Expressions.Internal;

namespace EfShard.Providers.Npgsql;

/// <summary>
///     Rows as arrays, one a column: no temporary table, so that they go into open transactions, to replicas and through poolers. Values are texts on the way, which PostgreSQL
///     itself writes and reads back exactly.
/// </summary>
internal sealed class NpgsqlBroadcasting(IRelationalTypeMappingSource types) : BroadcastDialect
{
    /// <summary>
    ///     Types, and arrays of them, whose texts are the same on every server. How dates, timestamps, intervals, floating-point numbers and money are written is up to settings, which
    ///     two servers may have set differently; what a type of the application's own is made of is not known.
    /// </summary>
    private static readonly string[] Exact =
    [
        "smallint", "integer", "bigint", "numeric", "boolean", "text", "character", "citext", "uuid", "bytea", "time", "json", "jsonb", "inet", "cidr", "macaddr", "macaddr8", "bit",
        "int4range", "int8range", "numrange",
    ];

    private readonly RelationalTypeMapping _text = types.FindMapping(typeof(string), "text")!;
    private readonly RelationalTypeMapping _texts = types.FindMapping(typeof(string[]))!;

    /// <summary>The parameter of a column.</summary>
    public static string NameOf(string part, int column) => string.Create(CultureInfo.InvariantCulture, $"{part}_{column}");

    public override bool CanCarry(ShippedColumn column)
        => column.StoreType is { } type && Exact.Contains(type.Split(' ', '(', '[')[0], StringComparer.OrdinalIgnoreCase);

    public override SqlExpression ToCarry(ColumnExpression column) => new SqlUnaryExpression(ExpressionType.Convert, column, typeof(string), _text);

    public override SelectExpression CreateTable(string alias, string name, IReadOnlyList<ColumnExpression> columns, IReadOnlyList<ShippedColumn> types)
    {
        var source = alias + "_v";
        var rows = new PgTableValuedFunctionExpression(
            source, "unnest", [.. columns.Select((_, i) => Array(i))], [.. columns.Select((_, i) => new PgTableValuedFunctionExpression.ColumnInfo(Column(i)))],
            withOrdinality: false);
        return (SelectExpression)PlainSelect.From([rows], [.. columns.Select((c, i) => new ProjectionExpression(Value(c, i), c.Name))], null, isDistinct: false)
            .WithAlias(alias);

        // Cast as a whole, once; in the rows PostgreSQL would cast a value as often as it looks at it. There is no array of arrays to cast to.
        SqlExpression Array(int i)
        {
            var texts = new SqlParameterExpression(NameOf(name, i), typeof(string[]), _texts);
            return IsArray(i) ? texts : new SqlUnaryExpression(ExpressionType.Convert, texts, typeof(string[]), Unlimited(types[i].StoreType + "[]"));
        }

        SqlExpression Value(ColumnExpression column, int i)
        {
            var value = IsArray(i)
                ? (SqlExpression)new SqlUnaryExpression(
                    ExpressionType.Convert, new ColumnExpression(Column(i), source, typeof(string), _text, nullable: true), column.Type, Unlimited(types[i].StoreType!))
                : new ColumnExpression(Column(i), source, column.Type, column.TypeMapping, nullable: true);
            return types[i].Collation is { } collation ? new CollateExpression(value, collation) : value;
        }

        bool IsArray(int i) => types[i].StoreType!.EndsWith(']');
    }

    private static StringTypeMapping Unlimited(string type) => new(UnlimitedType.Of(type), dbType: null);

    private static string Column(int number) => string.Create(CultureInfo.InvariantCulture, $"c{number}");
}
