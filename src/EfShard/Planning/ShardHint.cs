using System.Linq.Expressions;
using EfShard.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>
///     What a query says about its shards beside its predicates: <c>OnShard</c>, <c>WithShardKey</c>, <c>AllShards</c>. It travels from LINQ
///     to the SQL tree as a marked function in a WHERE, its values as parameters (a thousand shards are still one compiled query), and is
///     taken out again before anything is rendered.
/// </summary>
/// <param name="Kind">What is said.</param>
/// <param name="EntityType">The name of the entity type it was said of.</param>
/// <param name="Arguments">The shard's name, or the key's components.</param>
internal sealed record ShardHint(ShardHintKind Kind, string EntityType, IReadOnlyList<SqlExpression> Arguments)
{
    /// <summary>The name of the function that marks a hint. Its arguments: the kind, the entity type's name, then <see cref="Arguments" />.</summary>
    public const string FunctionName = "__efshard_hint";

    public static ShardHint Read(SqlFunctionExpression function)
        => new(
            (ShardHintKind)(int)((SqlConstantExpression)function.Arguments![0]).Value!,
            (string)((SqlConstantExpression)function.Arguments[1]).Value!,
            function.Arguments.Skip(2).ToList());

    /// <summary>The condition that a column of the key equals an argument, read and written with the column's own type mapping.</summary>
    public static SqlBinaryExpression KeyEquals(ShardKeyColumn column, string alias, SqlExpression argument)
    {
        var mapping = column.Property.GetRelationalTypeMapping();
        SqlExpression value = argument switch
        {
            SqlParameterExpression parameter => EfCoreDifferences.Retype(parameter, column.Property.ClrType, mapping),
            SqlConstantExpression constant => new SqlConstantExpression(constant.Value, column.Property.ClrType, mapping),
            _ => argument,
        };
        return new SqlBinaryExpression(
            ExpressionType.Equal, new ColumnExpression(column.Name, alias, column.Property.ClrType, mapping, column.Property.IsNullable), value,
            typeof(bool), null);
    }
}
