using EfShard.Model;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>A subtree, shipped as the shards answer it.</summary>
/// <param name="subtree">The subtree.</param>
/// <param name="occurrence">The table that stands for it.</param>
/// <param name="use">What is left of the statement needs of it.</param>
/// <param name="filters">What its rows must meet there.</param>
/// <param name="dialect">The dialect.</param>
internal sealed class SubtreeCandidate(Subtree subtree, TableExpression occurrence, TableUse use, TableFilters filters, QueryDialect dialect) : PartCandidate
{
    public override ITableBase Table => subtree.Table;

    public override TemporaryTable Temporary => subtree.Table;

    public override bool IsOnce => true;

    public override int Narrowness
        => subtree.IsSmall ? 4
            : subtree.Source.Kind is not TableKind.Sharded ? 0
            : subtree.Source.Conditions.Count > 0 && subtree.Source.Conditions.All(c => c.Condition is not KeyCondition.Any) ? 3
            : subtree.IsPartial || subtree.Statement.Predicate is not null || Filter() is not null ? 2
            : 1;

    public override ShippedColumn? Describe(string column) => ColumnType.Of(subtree.Inside(column), subtree.Statement, column, dialect);

    public override bool CanNarrowBy(string column) => subtree.Inside(column) is ColumnExpression && subtree.CanLeaveBehindBy(column, dialect);

    public override ColumnExpression Inside(string column) => (ColumnExpression)subtree.Inside(column);

    public override ShippedPart ToPart(KeySource? keys)
    {
        var statement = Filter() is { } filter ? PartStatement.Where(subtree.Statement, filter) : subtree.Statement;
        var tables = TableUse.Of(statement).Tables;
        var names = tables.Select(t => t.Table.SchemaQualifiedName).Distinct().ToList();
        return new ShippedPart
        {
            Table = subtree.Table,
            Statement = statement,
            Columns = [.. statement.Projection.Select(p => Describe(p.Alias)!)],
            Source = subtree.Source.Kind,
            Conditions = subtree.Source.Conditions,
            HasParameters = ParameterUse.In(statement),
            IsPartial = subtree.IsPartial,
            Traits = [.. Traits(statement)],
            Keys = keys,
            ComparedColumns = use.ComparedColumnsOf([occurrence]),
            Aliases = tables.Select(t => t.Alias).ToHashSet(StringComparer.Ordinal),
            Name = string.Join(" with ", names),
            Text = $"{string.Join(" with ", names)} ({string.Join(", ", statement.Projection.Select(Text))})",
        };
    }

    private SqlExpression? Filter()
    {
        if (filters.Over([occurrence], occurrence.Alias) is not { } filter)
        {
            return null;
        }

        var isPossible = true;
        var inside = new ColumnReplacer(column =>
        {
            isPossible &= subtree.CanLeaveBehindBy(column.Name, dialect);
            return subtree.Inside(column.Name);
        }).Visit(filter);
        return isPossible ? (SqlExpression)inside : null;
    }

    private IEnumerable<string> Traits(SelectExpression statement)
    {
        if (statement.Predicate is not null)
        {
            yield return "filtered";
        }

        if (AggregateFinder.IsWholeTableAggregate(statement, dialect))
        {
            yield return "one row a shard";
        }

        if (statement.GroupBy.Count > 0)
        {
            yield return "grouped";
        }

        if (statement.IsDistinct)
        {
            yield return "distinct";
        }

        if (statement.Limit is not null)
        {
            yield return "each shard's first";
        }
    }

    private static string Text(ProjectionExpression column) => column.Expression switch
    {
        ColumnExpression named => named.Name,
        SqlFunctionExpression function => function.Name.ToLowerInvariant(),
        ScalarSubqueryExpression or ExistsExpression => "a subquery",
        SqlConstantExpression => "a constant",
        _ => "an expression",
    };
}
