using EfShard.Tests.Queries.Harness;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>Every shape of docs/query-shapes.md, in its order.</summary>
internal static class QueryShapes
{
    public static IReadOnlyList<QueryShape> All { get; } =
    [
        .. Family("Key", KeyShapes.All), .. Family("Kind of key", KeyKindShapes.All), .. Family("Join", JoinShapes.All),
        .. Family("Reference", ReferenceShapes.All), .. Family("Include", IncludeShapes.All), .. Family("Split", SplitShapes.All),
        .. Family("Projection", ProjectionShapes.All), .. Family("Subquery", SubqueryShapes.All), .. Family("Order", OrderShapes.All),
        .. Family("Paging", PagingShapes.All), .. Family("Group", GroupShapes.All), .. Family("Aggregate", AggregateShapes.All),
        .. Family("Combine", CombineShapes.All), .. Family("Combined group", CombinedGroupShapes.All),
        .. Family("Set", SetShapes.All), .. Family("Mapping", MappingShapes.All), .. Family("Many-to-many", ManyToManyShapes.All),
        .. Family("Compiled", CompiledShapes.All), .. Family("Find and load", FindShapes.All), .. Family("Operator", OperatorShapes.All),
        .. Family("Raw SQL", RawShapes.All), .. Family("Bulk", BulkShapes.All), .. Family("Trap", TrapShapes.All),
    ];

    public static QueryShape Get(string shape) => All.Single(s => s.ToString() == shape);

    private static IEnumerable<QueryShape> Family(string name, IEnumerable<QueryShape> shapes) => shapes.Select(s => s with { Family = name });
}
