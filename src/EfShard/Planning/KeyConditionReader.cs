using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>Reads from the predicates that hold in a scope what they say about one shard key, and about ids that carry its slot.</summary>
internal sealed class KeyConditionReader(QueryDialect dialect, FactScope scope, IReadOnlyList<ColumnRef> keyColumns, IReadOnlyList<ColumnRef> slotColumns)
{
    private readonly TimeConditionReader _times = new(dialect, scope, keyColumns);

    public KeyCondition Read()
        => scope.Conjuncts.Aggregate((KeyCondition)KeyCondition.Any.Instance, (sum, conjunct) => KeyCondition.Both(sum, Read(conjunct)));

    /// <summary>The one value that a column has for every row that matters in a scope, if a predicate says so.</summary>
    public static ValueSource? ReadValue(FactScope scope, ColumnRef column)
    {
        foreach (var conjunct in scope.Conjuncts)
        {
            if (conjunct is SqlBinaryExpression { OperatorType: ExpressionType.Equal } equality
                && (ColumnEquality.AsColumn(equality.Left) == column ? ValueSource.Read(equality.Right)
                    : ColumnEquality.AsColumn(equality.Right) == column ? ValueSource.Read(equality.Left)
                    : null) is { } value)
            {
                return value;
            }
        }

        return null;
    }

    private KeyCondition Read(SqlExpression predicate)
    {
        switch (predicate)
        {
            case SqlConstantExpression { Value: false }:
                return KeyCondition.None.Instance;

            case SqlBinaryExpression { OperatorType: ExpressionType.AndAlso } conjunction:
                return KeyCondition.Both(Read(conjunction.Left), Read(conjunction.Right));

            case SqlBinaryExpression { OperatorType: ExpressionType.OrElse } disjunction:
                return KeyCondition.Either(Read(disjunction.Left), Read(disjunction.Right));

            case SqlBinaryExpression comparison:
                return ReadComparison(comparison.OperatorType, comparison.Left, comparison.Right)
                    ?? ReadComparison(Mirror(comparison.OperatorType), comparison.Right, comparison.Left)
                    ?? _times.Read(comparison.OperatorType, comparison.Left, comparison.Right)
                    ?? _times.Read(Mirror(comparison.OperatorType), comparison.Right, comparison.Left)
                    ?? KeyCondition.Any.Instance;

            case InExpression { Values: { } values } @in when FindComponent(@in.Item) is { } component:
                return ReadValues(component, @in.Item, values);

            case InExpression { Subquery: { } subquery } @in
                when FindComponent(@in.Item) is { } component && dialect.TryReadUnnesting(subquery, out var collection):
                return new KeyCondition.OneOf(component, NameOf(@in.Item), new KeyList.Collection(EfCoreDifferences.NameInValues(collection)));
            case InExpression { Values: { } values } @in when CarriesSlot(@in.Item):
                return ReadSources(values) is { } ids ? new KeyCondition.Slotted(NameOf(@in.Item), new KeyList.Values(ids)) : KeyCondition.Any.Instance;
            case InExpression { Subquery: { } subquery } @in when CarriesSlot(@in.Item) && dialect.TryReadUnnesting(subquery, out var collection):
                return new KeyCondition.Slotted(NameOf(@in.Item), new KeyList.Collection(EfCoreDifferences.NameInValues(collection)));

            case InExpression { Values: { } values } @in:
                return ReadSources(values) is { } sources ? _times.Read(@in.Item, new KeyList.Values(sources)) : KeyCondition.Any.Instance;

            case InExpression { Subquery: { } subquery } @in when dialect.TryReadUnnesting(subquery, out var collection):
                return _times.Read(@in.Item, new KeyList.Collection(EfCoreDifferences.NameInValues(collection)));

            default:
                return !dialect.TryReadMembership(predicate, out var item, out var array) || ReadArray(array) is not { } list ? KeyCondition.Any.Instance
                    : FindComponent(item) is { } position ? new KeyCondition.OneOf(position, NameOf(item), list)
                    : CarriesSlot(item) ? new KeyCondition.Slotted(NameOf(item), list)
                    : _times.Read(item, list);
        }
    }

    private KeyCondition? ReadComparison(ExpressionType comparison, SqlExpression key, SqlExpression value)
    {
        if (ValueSource.Read(value) is not { } source)
        {
            return null;
        }

        if (FindComponent(key) is not { } component)
        {
            return comparison is ExpressionType.Equal && CarriesSlot(key) ? new KeyCondition.Slotted(NameOf(key), new KeyList.Values([source])) : null;
        }

        var column = NameOf(key);
        return comparison switch
        {
            ExpressionType.Equal => new KeyCondition.Equal(component, column, source),
            ExpressionType.GreaterThan => new KeyCondition.Bound(component, column, source, IsLower: true, IsInclusive: false),
            ExpressionType.GreaterThanOrEqual => new KeyCondition.Bound(component, column, source, IsLower: true, IsInclusive: true),
            ExpressionType.LessThan => new KeyCondition.Bound(component, column, source, IsLower: false, IsInclusive: false),
            ExpressionType.LessThanOrEqual => new KeyCondition.Bound(component, column, source, IsLower: false, IsInclusive: true),
            _ => null,
        };
    }

    private KeyCondition ReadValues(int component, SqlExpression item, IReadOnlyList<SqlExpression> values)
        => ReadSources(values) is not { } sources ? KeyCondition.Any.Instance
            : sources.Count == 0 ? KeyCondition.None.Instance
            : new KeyCondition.OneOf(component, NameOf(item), new KeyList.Values(sources));

    private static List<ValueSource>? ReadSources(IReadOnlyList<SqlExpression> values)
    {
        var sources = new List<ValueSource>(values.Count);
        foreach (var value in values)
        {
            if (ValueSource.Read(value) is not { } source)
            {
                return null;
            }

            sources.Add(source);
        }

        return sources;
    }

    private static KeyList? ReadArray(SqlExpression array) => array switch
    {
        SqlParameterExpression parameter => new KeyList.Collection(EfCoreDifferences.NameInValues(parameter)),
        SqlConstantExpression { Value: System.Collections.IEnumerable values } => new KeyList.Values(
            values.Cast<object?>().Select(v => (ValueSource)new ValueSource.Constant(v)).ToList()),
        _ => null,
    };

    private int? FindComponent(SqlExpression expression) => scope.FindEqual(expression, keyColumns);

    private bool CarriesSlot(SqlExpression expression) => slotColumns.Count > 0 && scope.FindEqual(expression, slotColumns) is not null;

    public static string NameOf(SqlExpression key) => ColumnEquality.AsColumn(key) is { } column ? column.ToString() : "key";

    private static ExpressionType Mirror(ExpressionType comparison) => comparison switch
    {
        ExpressionType.GreaterThan => ExpressionType.LessThan,
        ExpressionType.GreaterThanOrEqual => ExpressionType.LessThanOrEqual,
        ExpressionType.LessThan => ExpressionType.GreaterThan,
        ExpressionType.LessThanOrEqual => ExpressionType.GreaterThanOrEqual,
        _ => comparison,
    };
}
