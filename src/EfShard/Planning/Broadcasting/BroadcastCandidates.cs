using System.Globalization;
using EfShard.Model;
using EfShard.Planning.Gathering;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Planning.Broadcasting;

/// <summary>Finds the parts of a statement that could go to the shards: SELECTs as a whole, other tables as far as they are needed.</summary>
internal sealed class BroadcastCandidates(ShardModel model, QueryDialect dialect, StatementAnalysis analysis, string name)
{
    /// <summary>One row more tells that they are too many; no shard returns what nobody reads.</summary>
    private static readonly SqlConstantExpression TooMany = new(BroadcastPart.MostRows + 1, typeof(int), new IntTypeMapping("integer"));

    public IReadOnlyList<BroadcastCandidate> Find(SelectExpression statement)
    {
        var selects = new BroadcastSelects(model, dialect, name);
        var rest = selects.Replace(statement);
        var use = TableUse.Of(rest);
        var filters = TableFilters.Of(rest, dialect);
        var joins = KeyJoins.Of(rest);
        var candidates = new List<BroadcastCandidate>();
        foreach (var found in selects.Found)
        {
            var part = new SubtreeCandidate(found.Subtree, found.Table, use, filters, dialect).ToPart(keys: null);
            var columns = part.Statement.Projection
                .Select(p => new ColumnExpression(p.Alias, found.Table.Alias, p.Type, p.Expression.TypeMapping, nullable: true)).ToList();
            candidates.Add(Create([found.Select], part, columns, IsPrincipal(found.Subtree.Statement, KeysOf(found.Table).Select(found.Subtree.Inside))));
        }

        var tables = use.Tables.Where(t => selects.Found.All(f => f.Table.Table != t.Table)).DistinctBy(t => t.Alias).ToList();
        foreach (var occurrences in tables.Where(t => model.GetPlacement(t.Table).Kind is TableKind.Unsharded).GroupBy(t => t.Table))
        {
            candidates.Add(OfTable([.. occurrences]));
        }

        // One occurrence may be large where another is not.
        candidates.AddRange(tables.Where(t => model.GetPlacement(t.Table).Kind is TableKind.Sharded).Select(t => OfTable([t])));

        // With the further limit one might have to be gathered itself.
        return [.. candidates.Where(c => c.Part.Source is not TableKind.Sharded || c.Reading.Pushdown is not null)];

        BroadcastCandidate OfTable(IReadOnlyList<TableExpression> occurrences)
        {
            var temporary = new TemporaryTable(
                string.Create(CultureInfo.InvariantCulture, $"{name}_t{candidates.Count}"), dialect.TemporarySchema, occurrences[0].Table.Model);
            var part = new TableCandidate(occurrences, temporary, use, filters, model, analysis, dialect).ToPart(keys: null);
            var columns = part.Statement.Projection.Select(p => (ColumnExpression)p.Expression).ToList();
            return Create(occurrences, part, columns, IsPrincipal(part.Statement, KeysOf(occurrences[0]).Select(c => columns.First(known => known.Name == c))));
        }

        IEnumerable<string> KeysOf(TableExpression table) => joins.Where(j => j.Table.Alias == table.Alias).Select(j => j.Column).Distinct();
    }

    private BroadcastCandidate Create(IReadOnlyList<TableExpressionBase> nodes, ShippedPart part, IReadOnlyList<ColumnExpression> columns, bool isPrincipal)
    {
        var reading = Read(part.Statement);
        var isFiltered = part.Statement is { Predicate: not null } or { IsDistinct: true } or { GroupBy.Count: > 0 };
        var size = part.Source is TableKind.Unsharded ? BroadcastSize.Unsharded
            : part.Statement.Limit is SqlParameterExpression || IsFew(part.Statement.Limit) || (reading.Conditions.Count > 0 && reading.Conditions.All(c => c.Condition is not KeyCondition.Any)) ? BroadcastSize.Few
            : isFiltered ? isPrincipal ? BroadcastSize.FilteredPrincipal : BroadcastSize.Filtered
            : isPrincipal ? BroadcastSize.Principal : BroadcastSize.Whole;
        return new BroadcastCandidate(nodes, part, columns, reading, size);
    }

    private ShardPlan Read(SelectExpression select)
        => new StatementPlanner(model, dialect).Plan(select.Update(
            select.Tables, select.Predicate, select.GroupBy, select.Having,
            select.Projection.Select(p => new ProjectionExpression(dialect.Broadcasting!.ToCarry((ColumnExpression)p.Expression), p.Alias)).ToList(),
            select.Orderings, select.Offset, select.Limit is SqlParameterExpression || IsFew(select.Limit) ? select.Limit : TooMany));

    private static bool IsFew(SqlExpression? limit) => limit is SqlConstantExpression { Value: <= BroadcastPart.MostRows };

    /// <summary>Whether the columns by which a SELECT is joined have the primary key of its table in them.</summary>
    private static bool IsPrincipal(SelectExpression select, IEnumerable<SqlExpression> joined)
        => select.Tables is [TableExpression { Table: ITable { PrimaryKey: { } key } } table]
            && joined.OfType<ColumnExpression>().Where(c => c.TableAlias == table.Alias).Select(c => c.Name).ToHashSet(StringComparer.Ordinal) is var names
            && key.Columns.All(c => names.Contains(c.Name));
}
