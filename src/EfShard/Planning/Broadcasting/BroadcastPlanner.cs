using System.Globalization;
using EfShard.Model;
using EfShard.Planning.Gathering;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Broadcasting;

/// <summary>
///     Plans a broadcast: in the place of small parts of a statement stand rows that every shard is given, so that they are the same everywhere as a reference
///     table's. What the planner makes of that statement decides, by the rules for reference tables; if shards still can't answer it, there is no broadcast.
/// </summary>
internal sealed class BroadcastPlanner(ShardModel model, QueryDialect dialect, StatementAnalysis analysis)
{
    private readonly string _name = GatherPlan.NextName();

    /// <summary>Plans it.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="gather">What would be done otherwise: nothing is sent that might be more.</param>
    public BroadcastPlan? Plan(SelectExpression statement, GatherPlan gather)
    {
        var candidates = new BroadcastCandidates(model, dialect, analysis, _name).Find(statement);
        var (first, sent) = Plan(statement, BroadcastChoices.Bounded(candidates, new BroadcastBound(gather).Of));
        return first is null || sent.All(c => c.Size is BroadcastSize.Unsharded) ? first
            : first with { IfMany = Plan(statement, BroadcastChoices.Others(candidates, sent)).Plan };
    }

    private (BroadcastPlan? Plan, IReadOnlyList<BroadcastCandidate> Sent) Plan(SelectExpression statement, IEnumerable<IReadOnlyList<BroadcastCandidate>> choices)
        => choices.Select(choice => (Plan: Plan(statement, choice), Sent: choice)).FirstOrDefault(p => p.Plan is not null);

    private BroadcastPlan? Plan(SelectExpression statement, IReadOnlyList<BroadcastCandidate> choice)
    {
        if (!choice.All(c => c.Part.Columns.All(dialect.Broadcasting!.CanCarry)))
        {
            return null;
        }

        var named = choice.Select((candidate, i) => (Candidate: candidate, Name: string.Create(CultureInfo.InvariantCulture, $"{_name}_b{i}"))).ToList();
        var rest = (SelectExpression)new SourceReplacer(node => Replace(node, named)).Visit(statement);
        if (SentChoice.IsIn(rest, named.SelectMany(c => c.Candidate.Nodes.Select(n => n.Alias ?? c.Name))))
        {
            return null;
        }

        var plan = new StatementPlanner(model, dialect).Plan(rest);

        // Where keys of what stays are known, the rows that have them are few, and narrow what is gathered of the others, too.
        return plan is { Pushdown: not null, NeedsPin: null, ReadsUnsharded: false } && plan.Conditions.Any(c => c.Condition is KeyCondition.Any)
            ? new BroadcastPlan([.. named.Select(n => n.Candidate.ToPart(n.Name))], plan)
            : null;
    }

    private SelectExpression? Replace(TableExpressionBase node, List<(BroadcastCandidate Candidate, string Name)> choice)
    {
        if (choice.Find(c => c.Candidate.IsFor(node)) is not ({ } candidate, var name))
        {
            return null;
        }

        var rows = dialect.Broadcasting!.CreateTable(node.Alias ?? name, name, candidate.Columns, candidate.Part.Columns);
        if (node.Alias is not null)
        {
            return rows;
        }

        // The value of a subquery, or what is looked for in it.
        var select = (SelectExpression)node;
        return select.Update(
            [rows], null, [], null,
            select.Projection.Select((p, i) => new ProjectionExpression(candidate.Column(i, rows.Alias!), p.Alias)).ToList(), [], null, null);
    }
}
