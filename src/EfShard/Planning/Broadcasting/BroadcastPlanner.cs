using System.Globalization;
using EfShard.Model;
using EfShard.Planning.Gathering;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Broadcasting;

/// <summary>
///     Plans a broadcast: in the place of the unsharded tables of a statement stand rows that every shard is given, so that they are the same everywhere as a reference
///     table's. What the planner makes of that statement decides, by the rules for reference tables; if shards still can't answer it, there is no broadcast.
/// </summary>
internal sealed class BroadcastPlanner(ShardModel model, QueryDialect dialect, StatementAnalysis analysis)
{
    private readonly string _name = GatherPlan.NextName();

    public BroadcastPlan? Plan(SelectExpression statement)
    {
        var use = TableUse.Of(statement);
        var filters = TableFilters.Of(statement, dialect);
        var parts = new Dictionary<ITableBase, BroadcastPart>();
        var sources = new Dictionary<string, SelectExpression>(StringComparer.Ordinal);

        // EF Core writes a subquery twice that is, say, aggregated and ordered by: both are the same, aliases and all.
        foreach (var table in use.Tables.DistinctBy(t => t.Alias).Where(t => model.GetPlacement(t.Table).Kind is TableKind.Unsharded).GroupBy(t => t.Table))
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{_name}_b{parts.Count}");
            var occurrences = table.ToList();
            var part = new TableCandidate(
                occurrences, new TemporaryTable(name, dialect.TemporarySchema, table.Key.Model), use, filters, model, analysis, dialect).ToPart(keys: null);
            if (!part.Columns.All(dialect.Broadcasting!.CanCarry))
            {
                return null;
            }

            var columns = part.Statement.Projection.Select(p => (ColumnExpression)p.Expression).ToList();
            parts.Add(table.Key, new BroadcastPart(name, Read(part, columns), part.Columns, part.Text));
            foreach (var occurrence in occurrences)
            {
                sources.Add(occurrence.Alias, dialect.Broadcasting!.CreateTable(occurrence.Alias, name, columns, part.Columns));
            }
        }

        var rest = (SelectExpression)new SourceReplacer(table => sources.GetValueOrDefault(table.Alias)).Visit(statement);
        var plan = new StatementPlanner(model, dialect).Plan(rest);
        return plan is { Pushdown: not null, NeedsPin: null, ReadsUnsharded: false, Conditions.Count: > 0 } ? new BroadcastPlan([.. parts.Values], plan) : null;
    }

    private ShardPlan Read(ShippedPart part, List<ColumnExpression> columns)
    {
        var projection = columns.Select(c => new ProjectionExpression(dialect.Broadcasting!.ToCarry(c), c.Name)).ToList();
        return new StatementPlanner(model, dialect).Plan(dialect.CreateSelect(part.Statement.Tables, projection, part.Statement.Predicate));
    }
}
