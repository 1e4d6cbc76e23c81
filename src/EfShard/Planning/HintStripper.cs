using System.Linq.Expressions;
using EfShard.Model;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Planning;

/// <summary>
///     Takes the <see cref="ShardHint" />s out of a statement. <c>OnShard</c> becomes the plan's shard, <c>WithShardKey</c> an ordinary condition
///     on the key's columns, so that the answer never depends on what else happens to live on that shard.
/// </summary>
internal sealed class HintStripper(ShardModel? model) : ExpressionVisitor
{
    private static readonly SqlConstantExpression One = new(1, typeof(int), new IntTypeMapping("integer"));

    private readonly List<Refusal> _refusals = [];
    private readonly List<ITableBase> _tables = [];
    private ValueSource? _shard;
    private ValueSource? _gather;
    private bool _isStable;
    private bool _asksAll;

    /// <summary>What <c>WithConsistency</c> says, as <see cref="EfShard.Consistency.ToCode" /> writes it; known once the statement is stripped.</summary>
    public ValueSource? Consistency { get; private set; }

    public (Expression Statement, StatementHints Hints) Strip(Expression statement)
    {
        var stripped = Visit(statement);
        if (LeftOverFinder.Finds(stripped))
        {
            _refusals.Add(Refusals.MisplacedHint());
        }

        return (stripped, new StatementHints(_shard, _gather, _isStable, _asksAll, [.. _tables.Distinct()], _refusals));
    }

    protected override Expression VisitExtension(Expression node)
    {
        var visited = base.VisitExtension(node);
        if (visited is not SelectExpression { Predicate: { } predicate } select || !ContainsHint(predicate))
        {
            return visited;
        }

        // EF Core prints a SELECT that adds nothing to SQL of the application as that SQL alone, whose columns may be others and in any order. It had composed over it, and reads what it
        // composed: something must be left.
        var without = Without(predicate, select.Tables.Count > 0 ? select.Tables[0] : null)
            ?? (select.Tables is [FromSqlExpression] ? new SqlBinaryExpression(ExpressionType.Equal, One, One, typeof(bool), null) : null);
        return select.Update(
            select.Tables, without, select.GroupBy, select.Having, select.Projection, select.Orderings, select.Offset, select.Limit);
    }

    private SqlExpression? Without(SqlExpression predicate, TableExpressionBase? table)
    {
        if (predicate is SqlFunctionExpression { Name: ShardHint.FunctionName } function)
        {
            return Apply(ShardHint.Read(function), table);
        }

        if (predicate is not SqlBinaryExpression { OperatorType: ExpressionType.AndAlso } conjunction || !ContainsHint(conjunction))
        {
            return predicate;
        }

        return (Without(conjunction.Left, table), Without(conjunction.Right, table)) switch
        {
            (null, var right) => right,
            (var left, null) => left,
            var (left, right) => conjunction.Update(left, right),
        };
    }

    private SqlExpression? Apply(ShardHint hint, TableExpressionBase? table)
    {
        switch (hint.Kind)
        {
            case ShardHintKind.OnShard:
                _shard = Value(hint.Arguments[0]);
                return null;

            case ShardHintKind.AllShards:
                _asksAll = true;
                return null;

            case ShardHintKind.Gather:
                _gather = Value(hint.Arguments[0]);
                return null;

            case ShardHintKind.Consistency:
                Consistency = Value(hint.Arguments[0]);
                return null;

            case ShardHintKind.StableOrder:
                _isStable = true;
                return null;

            case ShardHintKind.GatherTables:
                _tables.AddRange(((NamedTables)hint.Arguments[0].TypeMapping!).Tables);
                return null;

            case ShardHintKind.WithShardKey:
                var keyColumns = table is TableExpression named ? model!.GetPlacement(named.Table).KeyColumns : [];
                if (keyColumns.Count == 0 || keyColumns.Count != hint.Arguments.Count || keyColumns[0].Property.DeclaringType.ClrType.Name != hint.EntityType
                    && !keyColumns[0].Property.DeclaringType.ContainingEntityType.GetDerivedTypesInclusive().Any(t => t.ClrType.Name == hint.EntityType))
                {
                    _refusals.Add(Refusals.HintWithoutKey(hint.EntityType));
                    return null;
                }

                return keyColumns
                    .Select((column, i) => ShardHint.KeyEquals(column, table!.Alias!, hint.Arguments[i]))
                    .Aggregate((left, right) => new SqlBinaryExpression(ExpressionType.AndAlso, left, right, typeof(bool), left.TypeMapping));

            default:
                return null;
        }
    }

    private static ValueSource? Value(SqlExpression argument) => argument switch
    {
        SqlParameterExpression parameter => ValueSource.Of(parameter),
        SqlConstantExpression constant => new ValueSource.Constant(constant.Value),
        _ => null,
    };

    private static bool ContainsHint(SqlExpression predicate) => predicate switch
    {
        SqlFunctionExpression { Name: ShardHint.FunctionName } => true,
        SqlBinaryExpression { OperatorType: ExpressionType.AndAlso } conjunction => ContainsHint(conjunction.Left) || ContainsHint(conjunction.Right),
        _ => false,
    };

    private sealed class LeftOverFinder : ExpressionVisitor
    {
        private bool _found;

        public static bool Finds(Expression statement)
        {
            var finder = new LeftOverFinder();
            finder.Visit(statement);
            return finder._found;
        }

        protected override Expression VisitExtension(Expression node)
        {
            _found |= node is SqlFunctionExpression { Name: ShardHint.FunctionName };
            return _found ? node : base.VisitExtension(node);
        }
    }
}
