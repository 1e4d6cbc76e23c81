using System.Linq.Expressions;
using EfShard.Model;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>
///     Plans the gather of a statement, which is right whatever the statement is: what shards can answer each by itself is shipped as they answer it
///     (<see cref="SubtreeShipper" />), each other table as far as it is needed, and the rest of the statement runs over the copies. In: the statement and its
///     analysis. Out: a <see cref="GatherPlan" />. docs/gather.md has the cases.
/// </summary>
internal sealed class GatherPlanner(ShardModel model, QueryDialect dialect, StatementAnalysis analysis)
{
    private readonly string _name = GatherPlan.NextName();

    /// <summary>Plans it.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="named">The tables that SQL of the application in it reads.</param>
    public GatherPlan Plan(SelectExpression statement, IReadOnlyList<ITableBase>? named = null)
    {
        var subtrees = new SubtreeTables(_name, dialect);
        var rest = new SubtreeShipper(model, dialect, analysis, subtrees).Ship(statement);
        var order = KeySources.Order(rest, Candidates(rest, subtrees.Subtrees));
        var parts = order.Select(o => o.Part.ToPart(o.Keys is var (from, fromColumn, column) ? Keys(o.Part, column, from, fromColumn) : null)).ToList();
        var replacements = order.ToDictionary(o => o.Part.Table, o => o.Part.Temporary);
        var final = new TableReplacer(replacements).Visit(rest);
        return named is not { Count: > 0 } ? new GatherPlan(parts, final) : new GatherPlan(NamedParts.Add(parts, named, _name, model, dialect), Tagged(final)) { HasRawSql = true };

        // A server may have prepared the application's very text, over the real tables.
        SelectExpression Tagged(Expression statement)
        {
            var select = (SelectExpression)statement;
            var tagged = select.Update(
                select.Tables, select.Predicate, select.GroupBy, select.Having, select.Projection, select.Orderings, select.Offset, select.Limit);
            tagged.ApplyTags(new HashSet<string>(select.Tags, StringComparer.Ordinal) { _name });
            return tagged;
        }

        KeySource Keys(PartCandidate part, string column, PartCandidate from, string fromColumn)
            => new(order.TakeWhile(o => o.Part != from).Count(), fromColumn, column, part.Inside(column), part.Describe(column)!);
    }

    private List<PartCandidate> Candidates(SelectExpression rest, IReadOnlyList<Subtree> subtrees)
    {
        var use = TableUse.Of(rest);
        var filters = TableFilters.Of(rest, dialect);
        var candidates = new List<PartCandidate>();
        foreach (var table in use.Tables.GroupBy(t => t.Table))
        {
            candidates.Add(
                subtrees.FirstOrDefault(s => s.Table == table.Key) is { } subtree
                    ? new SubtreeCandidate(subtree, table.Single(), use, filters, dialect)
                    : new TableCandidate(
                        table.ToList(), new TemporaryTable($"{_name}_{candidates.Count}", dialect.TemporarySchema, table.Key.Model), use, filters, model,
                        analysis, dialect));
        }

        return candidates;
    }
}
