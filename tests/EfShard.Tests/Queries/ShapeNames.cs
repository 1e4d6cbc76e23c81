using EfShard.Tests.Queries.Harness;
using EfShard.Tests.Queries.Shapes;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>The shapes' names as test cases.</summary>
public static class ShapeNames
{
    private const string RawSql = "Raw SQL";

    /// <summary>Shapes that only read and run on Sqlite.</summary>
    public static TheoryData<string> SqliteReads => Names(ShapeTraits.PostgresOnly | ShapeTraits.ChangesRows);

    /// <summary>Shapes that only read and run on PostgreSQL.</summary>
    public static TheoryData<string> PostgresReads => Names(ShapeTraits.SqliteOnly | ShapeTraits.ChangesRows);

    /// <summary>The same, for contexts that do not track.</summary>
    public static TheoryData<string> SqliteUntrackedReads => Names(ShapeTraits.PostgresOnly | ShapeTraits.ChangesRows | ShapeTraits.NeedsTracking);

    /// <summary>The same, for contexts that do not track.</summary>
    public static TheoryData<string> PostgresUntrackedReads => Names(ShapeTraits.SqliteOnly | ShapeTraits.ChangesRows | ShapeTraits.NeedsTracking);

    /// <summary>Shapes that read on Sqlite and are refused over several shards.</summary>
    public static TheoryData<string> SqliteRefusals
        => [.. Shapes(ShapeTraits.PostgresOnly | ShapeTraits.ChangesRows).Where(s => s.IsGathered).Select(s => s.ToString())];

    /// <summary>Shapes that read on Sqlite, answered or not, but for SQL of the application.</summary>
    public static TheoryData<string> SqliteLinq
        => [.. Shapes(ShapeTraits.PostgresOnly | ShapeTraits.ChangesRows).Where(s => s.Family != RawSql).Select(s => s.ToString())];

    /// <summary>The same on PostgreSQL.</summary>
    public static TheoryData<string> PostgresRefusals
        => [.. Shapes(ShapeTraits.SqliteOnly | ShapeTraits.ChangesRows).Where(s => s.IsGathered).Select(s => s.ToString())];

    /// <summary>The same on PostgreSQL.</summary>
    public static TheoryData<string> PostgresLinq
        => [.. Shapes(ShapeTraits.SqliteOnly | ShapeTraits.ChangesRows).Where(s => s.Family != RawSql).Select(s => s.ToString())];

    /// <summary>Shapes whose readers have hidden columns, several result sets of rows, or many rows a parent: what a buffer could cut.</summary>
    public static TheoryData<string> SqliteBuffered => Buffered(ShapeTraits.PostgresOnly);

    /// <summary>The same on PostgreSQL.</summary>
    public static TheoryData<string> PostgresBuffered => Buffered(ShapeTraits.SqliteOnly);

    /// <summary>Shapes that change rows.</summary>
    public static TheoryData<string> Changes => [.. QueryShapes.All.Where(s => s.Has(ShapeTraits.ChangesRows)).Select(s => s.ToString())];

    /// <summary>Shapes that change rows by keys and values that have to be gathered.</summary>
    public static TheoryData<string> GatheredChanges
        => [.. QueryShapes.All.Where(s => s.Has(ShapeTraits.ChangesRows) && s.IsGathered).Select(s => s.ToString())];

    private static TheoryData<string> Buffered(ShapeTraits without)
        => [.. Shapes(without).Where(s => s.Family is "Order" or "Paging" or "Include" or "Split" or "Many-to-many").Select(s => s.ToString())];

    private static TheoryData<string> Names(ShapeTraits without) => [.. Shapes(without).Select(s => s.ToString())];

    private static IEnumerable<QueryShape> Shapes(ShapeTraits without) => QueryShapes.All.Where(s => !s.Has(without));
}
