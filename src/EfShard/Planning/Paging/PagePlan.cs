using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Paging;

/// <summary>
///     How a page far down is read without the rows before it: the shards' sort keys say which rows it has, and only those are fetched, by their
///     primary keys. docs/paging.md has the cases. Holds no value and no shard, as every plan.
/// </summary>
internal sealed class PagePlan
{
    /// <summary>The parameter of <see cref="Keys" /> and <see cref="Samples" />: how many rows they look at.</summary>
    public const string Window = "__efshard_window";

    /// <summary>The parameter of <see cref="Keys" />: how many rows they leave out.</summary>
    public const string Start = "__efshard_start";

    /// <summary>The parameter of <see cref="Samples" />: every which row they return.</summary>
    public const string Stride = "__efshard_stride";

    /// <summary>What tells where about a page begins: every so many rows, their sort keys, then which row of its shard it is.</summary>
    public required SelectExpression Samples { get; init; }

    /// <summary>What tells which rows a page has: the sort keys, then the primary key.</summary>
    public required SelectExpression Keys { get; init; }

    /// <summary>The keys that <see cref="Samples" /> and <see cref="Keys" /> are merged by.</summary>
    public required IReadOnlyList<MergeKey> MergeKeys { get; init; }

    /// <summary>The primary key that tells the rows, or parents, of the page; its values stand behind the sort keys.</summary>
    public required IReadOnlyList<ColumnExpression> RowKey { get; init; }

    /// <summary>The statement of a leg without a limit, and with the column <see cref="CountOrdinal" />.</summary>
    public required SelectExpression Statement { get; init; }

    /// <summary>Whether the page is one of parents: those of the first table of <see cref="Statement" />, a SELECT.</summary>
    public required bool IsOfParents { get; init; }

    /// <summary>The column of a leg's rows that says how many rows, or parents, the leg found.</summary>
    public required int CountOrdinal { get; init; }

    /// <summary>The parameter of one value of a primary key.</summary>
    public static string Parameter(int row, int column) => string.Create(CultureInfo.InvariantCulture, $"__efshard_{row}_{column}");

    /// <summary>What a leg runs to fetch so many rows.</summary>
    public SelectExpression Rows(int count)
    {
        if (!IsOfParents)
        {
            return Restrict(Statement, count);
        }

        return Statement.Update(
            [Restrict((SelectExpression)Statement.Tables[0], count), .. Statement.Tables.Skip(1)], Statement.Predicate, Statement.GroupBy, Statement.Having,
            Statement.Projection, Statement.Orderings, Statement.Offset, Statement.Limit);
    }

    private SelectExpression Restrict(SelectExpression select, int count)
    {
        var isOne = RowKey is [var key]
            ? new InExpression(key, Enumerable.Range(0, count).Select(row => (SqlExpression)Value(row, 0)).ToList(), typeMapping: null!)
            : Enumerable.Range(0, count).Select(IsRow).Aggregate((left, right) => Join(ExpressionType.OrElse, left, right));
        return select.Update(
            select.Tables, select.Predicate is null ? isOne : Join(ExpressionType.AndAlso, select.Predicate, isOne), select.GroupBy, select.Having,
            select.Projection, select.Orderings, select.Offset, select.Limit);
    }

    private SqlExpression IsRow(int row)
        => RowKey
            .Select((key, i) => Join(ExpressionType.Equal, key, Value(row, i)))
            .Aggregate((left, right) => Join(ExpressionType.AndAlso, left, right));

    private SqlParameterExpression Value(int row, int column) => new(Parameter(row, column), RowKey[column].Type, RowKey[column].TypeMapping);

    private static SqlExpression Join(ExpressionType type, SqlExpression left, SqlExpression right)
        => new SqlBinaryExpression(type, left, right, typeof(bool), null);
}
