using System.Linq.Expressions;
using EfShard.Model;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>
///     The planner's entry. In: a statement's SQL tree, as EF Core is about to render it, and the model. Out: a <see cref="ShardPlan" />, which
///     Execution binds to values and runs. Stages: hints out, co-location (<see cref="BlockAnalyzer" />), then what the statement's kind needs
///     (<see cref="SelectPlanner" />, <see cref="WritePlanner" />).
/// </summary>
internal sealed class StatementPlanner(ShardModel? model, QueryDialect dialect)
{
    // A statement without tables (raw SQL, constants) tells no model, and needs none.
    private readonly bool _nullKeysExist = model is not null && (model.AllowsNullKeys || model.HasOptionalLinks);

    public ShardPlan Plan(Expression statement)
    {
        var stripper = new HintStripper(model);
        var (stripped, hints) = stripper.Strip(statement);
        var plan = Plan(hints.IsStable && stripped is SelectExpression select ? StableOrdering.Of(select, dialect) : stripped, hints);
        plan.Consistency = stripper.Consistency;
        return plan;
    }

    private ShardPlan Plan(Expression original, StatementHints hints)
    {
        var analysis = new StatementAnalysis { MayAskAllForRawSql = hints.AsksAll, MayGatherForRawSql = hints.Tables.Count > 0 };
        foreach (var refusal in hints.Refusals)
        {
            analysis.RequirePin(refusal);
        }

        var blocks = new BlockAnalyzer(model, dialect, analysis);
        var plan = original switch
        {
            SelectExpression select => new SelectPlanner(model, dialect, analysis)
                .Plan(select, blocks.Analyze(select, new FactScope(_nullKeysExist), [], BlockRole.Root), hints),
            UpdateExpression update => new WritePlanner(model!, dialect, analysis)
                .PlanUpdate(update, blocks.Analyze(WithSetters(update), new FactScope(_nullKeysExist), [], BlockRole.Root), hints),
            DeleteExpression delete => new WritePlanner(model!, dialect, analysis)
                .PlanDelete(delete, delete.Table, delete.SelectExpression, blocks.Analyze(delete.SelectExpression, new FactScope(_nullKeysExist), [], BlockRole.Root), hints),
            _ => null,
        };

        if (plan is null && dialect.TryReadDelete(original, out var target, out var asSelect))
        {
            plan = new WritePlanner(model!, dialect, analysis)
                .PlanDelete(original, target, asSelect, blocks.Analyze(asSelect, new FactScope(_nullKeysExist), [], BlockRole.Root), hints);
        }

        if (hints.Tables.Count > 0 && plan is not { GathersForRawSql: true, Kind: StatementKind.Select })
        {
            throw Refusals.Error(Refusals.NamedTablesWithoutSql());
        }

        return plan ?? new ShardPlan
        {
            Kind = StatementKind.Write,
            Original = original,
            NeedsPin = Refusals.UnknownStatement(original.GetType()),
            Shard = hints.Shard,
        };
    }

    /// <summary>An update's SELECT with the values that it sets as its projection, so that subqueries in them are looked at too.</summary>
    private static SelectExpression WithSetters(UpdateExpression update)
    {
        var select = update.SelectExpression;
        return select.Update(
            select.Tables, select.Predicate, select.GroupBy, select.Having,
            update.ColumnValueSetters.Select((setter, i) => new ProjectionExpression(setter.Value, "v" + i)).ToList(),
            select.Orderings, select.Offset, select.Limit);
    }
}
