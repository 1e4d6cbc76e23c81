using EfShard.Model;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>A table of the model, shipped once for all its occurrences: the columns that any of them needs, of the rows that matter to any.</summary>
internal sealed class TableCandidate : PartCandidate
{
    private readonly IReadOnlyList<TableExpression> _occurrences;
    private readonly IReadOnlyList<ColumnExpression> _columns;
    private readonly IReadOnlyList<string> _compared;
    private readonly SqlExpression? _filter;
    private readonly TableKind _kind;
    private readonly IReadOnlyList<TableCondition> _conditions;
    private readonly QueryDialect _dialect;

    public TableCandidate(
        IReadOnlyList<TableExpression> occurrences, TemporaryTable temporary, TableUse use, TableFilters filters, ShardModel model, StatementAnalysis analysis,
        QueryDialect dialect)
    {
        (_occurrences, Temporary, _dialect) = (occurrences, temporary, dialect);
        _columns = use.ColumnsOf(Table, occurrences);
        _compared = use.ComparedColumnsOf(occurrences);
        _filter = filters.Over(occurrences, Alias);
        var placement = model.GetPlacement(Table);
        _kind = placement.Kind;

        // A table that the analysis did not come upon is asked of every shard of its group, never of none.
        _conditions = TableConditions.Of(occurrences, analysis) is { Count: > 0 } known ? known
            : _kind is TableKind.Sharded ? [new TableCondition(Table.Name, placement, KeyCondition.Any.Instance)]
            : [];
    }

    public override ITableBase Table => _occurrences[0].Table;

    public override TemporaryTable Temporary { get; }

    public override bool IsOnce => _occurrences.Count == 1;

    // Known keys first, then filtered tables, then whole ones; what may be large and is shipped whole comes last.
    public override int Narrowness
        => _kind is not TableKind.Sharded ? 0
            : _conditions.Count > 0 && _conditions.All(c => c.Condition is not KeyCondition.Any) ? 3
            : _filter is not null ? 2
            : 1;

    private string Alias => _occurrences[0].Alias;

    public override ShippedColumn? Describe(string column)
        => Table.FindColumn(column) is { } known ? new ShippedColumn(column, known.StoreType, ShardModel.GetCollation(known)) : null;

    public override bool CanNarrowBy(string column) => true;

    public override ColumnExpression Inside(string column)
        => _columns.Where(c => c.Name == column).Select(c => new ColumnExpression(c.Name, Alias, c.Type, c.TypeMapping, c.IsNullable)).First();

    public override ShippedPart ToPart(KeySource? keys) => new()
    {
        Table = Temporary,
        Statement = _dialect.CreateSelect([_occurrences[0]], _columns.Select(c => new ProjectionExpression(Inside(c.Name), c.Name)).ToList(), _filter),
        Columns = [.. _columns.Select(c => Describe(c.Name) ?? new ShippedColumn(c.Name, c.TypeMapping?.StoreType, null))],
        Source = _kind,
        Conditions = _conditions,
        HasParameters = ParameterUse.In(_filter),
        Traits = _filter is null ? [] : ["filtered"],
        Keys = keys,
        ComparedColumns = _compared,
        Aliases = _occurrences.Select(o => o.Alias).ToHashSet(StringComparer.Ordinal),
        IsTable = true,
        Name = Table.SchemaQualifiedName,
        Text = $"{Table.SchemaQualifiedName} ({string.Join(", ", _columns.Select(c => c.Name))})",
    };
}
