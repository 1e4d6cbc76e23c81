using System.Text;

namespace EfShard.Tests.Queries.Harness;

/// <summary>docs/query-shapes.md: its text from the shapes, and its place.</summary>
internal static class ShapeTable
{
    private const string FileName = "docs/query-shapes.md";

    /// <summary>The checked-in file.</summary>
    public static string Path { get; } = System.IO.Path.Combine(Root(), FileName);

    public static string Render(IReadOnlyList<QueryShape> shapes)
    {
        var (answered, combined) = (shapes.Count(s => s.IsAnswered), shapes.Count(s => s.Has(ShapeTraits.CombinedByDatabase)));
        var gathered = shapes.Count(s => s.IsGathered) - combined;
        var refused = shapes.Count - answered - combined - gathered;
        var text = new StringBuilder(
            $"""
            # Query shapes

            What this release makes of {shapes.Count} shapes of queries: {answered} are answered by the shards themselves, {combined} by one database that combines their groups, and {gathered} by gathering
            ([gather.md](gather.md)), or refused before any row is read where `GatherPolicy.Throw` says so; all of these are compared with one database on
            Sqlite and on PostgreSQL. {refused} are refused. The tests hold this table and `tests/EfShard.Tests/Queries/Shapes` to each other.

            "Shards asked": none, one, some (named by keys or ranges), or all of the entity's group. It is a promise: the tests count.


            """);
        foreach (var family in shapes.GroupBy(s => s.Family))
        {
            text.Append($"## {family.Key}\n\n| # | shape | operators | mapping | shards asked | this release |\n");
            text.Append("| ---: | --- | --- | --- | --- | --- |\n");
            foreach (var shape in family)
            {
                var number = shapes.IndexOf(shape) + 1;
                var asked = shape.IsAnswered ? shape.Asked.ToString().ToLowerInvariant() : "-";
                text.Append($"| {number} | {Cell(shape.Name)} | {Cell(shape.Operators)} | {shape.Mapping} | {asked} | {Release(shape)} |\n");
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string Release(QueryShape shape)
        => (shape.IsAnswered ? "answered"
                : $"{(shape.Has(ShapeTraits.CombinedByDatabase) ? "combined by a database" : shape.IsGathered ? "gathered" : "refused")}: {Cell(shape.RefusedBecause!)}")
            + (shape.Has(ShapeTraits.SqliteOnly) ? " (Sqlite only)" : shape.Has(ShapeTraits.PostgresOnly) ? " (PostgreSQL only)" : "");

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static int IndexOf(this IReadOnlyList<QueryShape> shapes, QueryShape shape)
        => shapes.Select((s, i) => (s, i)).First(x => ReferenceEquals(x.s, shape)).i;

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "EfShard.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"No EfShard.sln above {AppContext.BaseDirectory}.");
        }

        return folder.FullName;
    }
}
