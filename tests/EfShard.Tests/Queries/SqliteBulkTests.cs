using EfShard.Tests.Queries.Harness;
using EfShard.Tests.Queries.Shapes;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>Every shape that changes rows, on Sqlite databases that are filled anew for each.</summary>
public class SqliteBulkTests(SqliteBlog databases) : IClassFixture<SqliteBlog>
{
    [Theory]
    [MemberData(nameof(ShapeNames.Changes), MemberType = typeof(ShapeNames))]
    public Task A_statement_changes_what_it_changes_in_one_database(string shape)
        => ShapeRun.CheckChangeAsync(databases, QueryShapes.Get(shape), async: true);

    [Theory]
    [MemberData(nameof(ShapeNames.Changes), MemberType = typeof(ShapeNames))]
    public Task A_statement_changes_the_same_synchronously(string shape)
        => ShapeRun.CheckChangeAsync(databases, QueryShapes.Get(shape), async: false);

    [Theory]
    [MemberData(nameof(ShapeNames.GatheredChanges), MemberType = typeof(ShapeNames))]
    public Task A_statement_changes_the_same_by_keys_and_values_that_are_gathered_first(string shape)
        => ShapeRun.CheckGatheredChangeAsync(databases, QueryShapes.Get(shape), isAsync: true);

    [Theory]
    [MemberData(nameof(ShapeNames.GatheredChanges), MemberType = typeof(ShapeNames))]
    public Task It_does_so_synchronously(string shape) => ShapeRun.CheckGatheredChangeAsync(databases, QueryShapes.Get(shape), isAsync: false);
}
