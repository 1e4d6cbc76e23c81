using EfShard.Model;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>
///     Proves (or fails to prove) that a SELECT can run on each shard by itself: that rows which are combined always live together.
///     In: a SELECT, what is known around it, and the sources of the enclosing statement. Out: a <see cref="BlockResult" />; reasons against
///     it go into the <see cref="StatementAnalysis" />. The cases are written down in docs/planner.md.
/// </summary>
internal sealed class BlockAnalyzer(ShardModel? model, QueryDialect dialect, StatementAnalysis statement)
{
    private readonly FactCollector _facts = new(dialect);

    /// <summary>Analyses one SELECT.</summary>
    /// <param name="select">The SELECT.</param>
    /// <param name="outer">What holds around it.</param>
    /// <param name="outerAnchors">Sources around it whose current row is on the shard that runs the statement.</param>
    /// <param name="role">Where it stands.</param>
    public BlockResult Analyze(SelectExpression select, FactScope outer, IReadOnlyList<ShardedSource> outerAnchors, BlockRole role)
    {
        var scope = outer.CreateChild();
        _facts.Collect(select, scope);
        var plain = outer.CreateChild();
        _facts.Collect(select, plain, lookIntoSubqueries: false);
        var block = new Block(scope, plain, outerAnchors);

        var preserved = FactCollector.Preserved(select).ToList();
        foreach (var table in preserved.Where(t => !IsOptional(t)))
        {
            AddRequired(select, table, block, role);
        }

        block.Connect(statement);
        AddRightJoined(select, preserved, block);
        foreach (var join in preserved.Where(IsOptional).Cast<JoinExpressionBase>())
        {
            AddOptional(join.Table, (join as PredicateJoinExpressionBase)?.JoinPredicate, block, join is OuterApplyExpression);
        }

        var expressions = select.Projection.Select(p => p.Expression)
            .Concat(select.GroupBy)
            .Concat(select.Orderings.Select(o => o.Expression))
            .Append(select.Predicate)
            .Append(select.Having)
            .Append(select.Limit)
            .Append(select.Offset)
            .ToList();
        var nested = NestedExpressions.Of(expressions);
        AnalyzeNested(nested, block, block.PlainScope, role is BlockRole.Root && select.Tables.Count == 0);

        if (block.IsSpread)
        {
            CheckOperators(select, block, nested, role);
        }

        return block.ToResult();
    }

    private static bool IsOptional(TableExpressionBase table) => table is LeftJoinExpression or OuterApplyExpression;

    private void AddRequired(SelectExpression select, TableExpressionBase table, Block block, BlockRole role)
    {
        var source = table;
        if (table is JoinExpressionBase join)
        {
            source = join.Table;
            if (join is InnerJoinExpression { JoinPredicate: { } on })
            {
                AnalyzeNested(NestedExpressions.Of([on]), block, block.PlainScope);
            }
        }

        var isLimitedParent = role is BlockRole.Root && select.Tables[0] == table && RootShape.IsLimitedParent(select)
            && !AggregateFinder.IsWholeTableAggregate(select, dialect);
        var isFinished = role is BlockRole.Root && RootShape.IsFinish(select);
        switch (source)
        {
            case TableExpression named:
                AddTable(named, block.Scope, block.AddRequired);
                break;
            default:
                foreach (var result in AnalyzeSource(
                             source, block.Scope, block,
                             isLimitedParent ? BlockRole.LimitedParent : isFinished ? BlockRole.Finished : BlockRole.Derived,
                             table is CrossApplyExpression))
                {
                    block.AddRequired(result, decidesShards: isLimitedParent);
                }

                break;
        }
    }

    /// <summary>A RIGHT JOIN is a LEFT JOIN with its sides exchanged: one table before it is optional to it.</summary>
    private void AddRightJoined(SelectExpression select, List<TableExpressionBase> preserved, Block block)
    {
        if (preserved.Count == 0 || EfCoreDifferences.AsRightJoin(preserved[0]) is not { } right)
        {
            return;
        }

        if (select.Tables[1] != right)
        {
            statement.Refuse(Refusals.RightJoin());
        }

        foreach (var table in select.Tables.TakeWhile(t => t != right))
        {
            if (table is PredicateJoinExpressionBase { JoinPredicate: { } on })
            {
                AnalyzeNested(NestedExpressions.Of([on]), block, block.PlainScope);
            }

            AddOptional(table is JoinExpressionBase join ? join.Table : table, right.JoinPredicate, block, isLateral: false);
        }
    }

    private void AddOptional(TableExpressionBase table, SqlExpression? on, Block block, bool isLateral)
    {
        var scope = block.Scope.CreateChild();
        if (on is not null)
        {
            var plain = block.PlainScope.CreateChild();
            plain.Assume(on);
            AnalyzeNested(NestedExpressions.Of([on]), block, plain);
            _facts.Assume(on, scope);
        }

        _facts.Export(table, scope);
        if (table is TableExpression named)
        {
            AddTable(named, scope, source => block.AddOptional(source, scope, statement));
            return;
        }

        foreach (var result in AnalyzeSource(table, scope, block, BlockRole.Derived, isLateral))
        {
            block.AddOptional(result, scope, statement);
        }

        // Later joins call the columns by the derived table's names.
        FactCollector.Name(table, block.Scope);
    }

    private void AddTable(TableExpression table, FactScope scope, Action<ShardedSource> add)
    {
        var placement = model!.GetPlacement(table.Table);
        switch (placement.Kind)
        {
            case TableKind.Sharded:
                var source = new ShardedSource(table.Name, table.Alias, placement, Determinants.Of(table, placement), scope, dialect);
                statement.Occurrences.Add(source);
                add(source);
                break;
            case TableKind.Unsharded:
                statement.UnshardedTables.Add(table.Name);
                break;
        }
    }

    private IEnumerable<BlockResult> AnalyzeSource(
        TableExpressionBase table, FactScope scope, Block block, BlockRole role, bool isLateral)
    {
        switch (table)
        {
            case SelectExpression derived:
                yield return AnalyzeDerived(derived, scope, block, role, isLateral);
                break;

            case SetOperationBase operation:
                yield return new SetOperationAnalyzer(this, statement, dialect).Analyze(operation, scope, block.Anchors);
                break;

            case ValuesExpression values:
                // A row of a list may be counted from other rows: new[] { 1, user.Posts.Count }.
                AnalyzeNested(NestedExpressions.Of((values.RowValues ?? []).SelectMany(row => row.Values)), block, scope);
                break;

            case TableValuedFunctionExpression function:
                if (!function.IsBuiltIn || function.StoreFunction is not null)
                {
                    Call(function.Schema, function.Name);
                }

                AnalyzeNested(NestedExpressions.Of(function.Arguments), block, scope);
                break;

            case FromSqlExpression when statement.MayGatherForRawSql:
                statement.GatherForRawSql();
                break;

            case FromSqlExpression raw when statement.MayAskAllForRawSql && !RawSql.IsTheSameEverywhere(raw, model):
                statement.AskAllForRawSql();
                var rows = new ShardedSource("raw SQL", raw.Alias, placement: null, RawSql.DeterminantsOf(raw, model), scope, dialect);
                yield return new BlockResult { Drivers = [rows], RoutingSources = [rows], Anchors = [rows], Scope = scope, ReadsSharded = true };
                break;

            case FromSqlExpression:
                statement.RequirePin(Refusals.RawSql());
                break;

            default:
                statement.RequirePin(Refusals.UnknownTable(table.GetType()));
                break;
        }
    }

    /// <summary>Whether a condition on a derived table's output may be read as one on the rows it reads: a limit or a window forbids that.</summary>
    public static bool IsTransparent(SelectExpression derived)
        => derived.Limit is null
            && derived.Offset is null
            && NestedExpressions.Of(derived.Projection.Select(p => p.Expression)).Windows.Count == 0;

    private BlockResult AnalyzeDerived(SelectExpression derived, FactScope scope, Block block, BlockRole role, bool isLateral)
    {
        if (IsTransparent(derived))
        {
            return Analyze(derived, scope, block.Anchors, role);
        }

        var known = statement.Occurrences.Count;
        var result = Analyze(derived, scope.Without(AliasFinder.Inside(derived)), block.Anchors, role);
        statement.Seal(known);
        if (!result.ReadsSharded && !isLateral && (derived.Limit ?? derived.Offset) is not null)
        {
            statement.Refuse(Refusals.ReplicatedLimit());
        }

        return result;
    }

    private void AnalyzeNested(NestedExpressions nested, Block block, FactScope scope, bool maySpread = false)
    {
        foreach (var function in nested.UserFunctions)
        {
            Call(function.Schema, function.Name);
        }

        foreach (var (subquery, item) in nested.Subqueries)
        {
            var inner = scope.CreateChild();
            if (item is not null
                && ColumnEquality.AsColumn(item) is { } left
                && subquery.Projection is [var only]
                && ColumnEquality.AsColumn(only.Expression) is { } right
                && subquery.Limit is null && subquery.Offset is null)
            {
                inner.Unite(left, right);
            }

            var result = Analyze(subquery, inner, block.Anchors, BlockRole.Nested);
            if (!result.IsSpread)
            {
                continue;
            }

            if (maySpread)
            {
                block.AddRequired(result);
            }
            else
            {
                statement.Refuse(Refusals.UncorrelatedSubquery(result.Drivers[0]));
            }
        }
    }

    /// <summary>A function of the application works with its arguments, reads tables that are named, or reads nobody knows what.</summary>
    private void Call(string? schema, string name)
    {
        if (model?.ReadsNoTables(schema, name) is true)
        {
            return;
        }

        if (statement.MayGatherForRawSql)
        {
            statement.GatherForRawSql();
        }
        else
        {
            statement.RequirePin(Refusals.UserFunction(name));
        }
    }

    private void CheckOperators(SelectExpression select, Block block, NestedExpressions nested, BlockRole role)
    {
        var driver = block.Drivers[0];
        bool Determined(IEnumerable<SqlExpression> columns)
        {
            var given = columns.Select(ColumnEquality.AsColumn).OfType<ColumnRef>().ToList();
            return block.RequiredSources.Any(source => source.IsDeterminedBy(given, block.Scope));
        }

        var groups = select.Tables.Count > 0 && AggregateFinder.IsWholeTableAggregate(select, dialect) ? Refusals.Aggregate(driver)
            : select.GroupBy.Count > 0 && !Determined(select.GroupBy) ? Refusals.GroupBy(driver)
            : null;
        var distinct = select.IsDistinct && role is not BlockRole.Nested && !Determined(select.Projection.Select(p => p.Expression))
            ? Refusals.Distinct(driver)
            : null;
        if (role is not BlockRole.Partial && (groups ?? distinct) is { } several)
        {
            if (role is BlockRole.Root or BlockRole.Finished)
            {
                statement.GroupsToCombine.Add(new GroupsToCombine(select, groups is null, several));
            }
            else
            {
                statement.Refuse(several);
            }
        }

        if (nested.Windows.Any(w => !Determined(w.Partitions)))
        {
            statement.Refuse(Refusals.Window(driver));
        }

        // Below EXISTS a limit can be left to each shard (one row is enough), an offset can't.
        if (role is BlockRole.Derived && (select.Limit ?? select.Offset) is not null || role is BlockRole.Nested && select.Offset is not null)
        {
            statement.Refuse(Refusals.InnerLimit(driver));
        }
    }
}
