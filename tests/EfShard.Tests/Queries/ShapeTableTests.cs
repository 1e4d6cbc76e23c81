using EfShard.Tests.Queries.Harness;
using EfShard.Tests.Queries.Shapes;
using Xunit;

namespace EfShard.Tests.Queries;

/// <summary>The table that says what this release answers, and the shapes that prove it.</summary>
public class ShapeTableTests
{
    private const int FewestShapes = 120;
    private const int FewestAnswered = 90;

    [Fact]
    public void The_checked_in_table_is_the_one_of_the_shapes()
    {
        var expected = ShapeTable.Render(QueryShapes.All);
        var written = File.ReadAllText(ShapeTable.Path);
        if (written != expected)
        {
            var copy = Path.Combine(Path.GetTempPath(), "query-shapes.md");
            File.WriteAllText(copy, expected);
            Assert.Fail($"docs/query-shapes.md and the shapes differ. The shapes' own table is in {copy}: copy it once the change is meant.");
        }
    }

    [Fact]
    public void The_table_has_enough_shapes_and_enough_of_them_are_answered()
    {
        Assert.True(QueryShapes.All.Count >= FewestShapes);
        Assert.True(QueryShapes.All.Count(s => s.IsAnswered) >= FewestAnswered);
    }

    [Fact]
    public void No_two_shapes_have_the_same_name()
        => Assert.Empty(QueryShapes.All.GroupBy(s => s.ToString()).Where(g => g.Count() > 1).Select(g => g.Key));
}
