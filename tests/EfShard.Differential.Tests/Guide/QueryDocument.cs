using System.Text;
using EfShard.Differential.Tests.Databases;
using EfShard.Differential.Tests.Matrix;
using EfShard.Differential.Tests.Model;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Differential.Tests.Guide;

/// <summary>docs/queries.md: each kind of query with its plan.</summary>
internal static class QueryDocument
{
    public static string Path { get; } = System.IO.Path.Combine(Repository.Folder, "docs/queries.md");

    public static string Render(TrackerDatabases databases)
    {
        var text = new StringBuilder(
            """
            # Your query, its plan

            What EfShard makes of each kind of query: `query.ToShardPlanString()` prints it for yours, and the log of your application has it. The examples
            run in the tests, which compare their rows with those of one database and write this file.

            Here tenants, people and projects live by their tenant; items by their own id; payments by ranges of their ids, in a group of their own; plans are
            a reference table, settings an unsharded one. There are four shards.

            - **route**: one shard answers, and EfShard is out of the way. It costs what EF Core costs.
            - **push down**: each shard answers for its own rows, all at once; what they return is merged as it is read.
            - **combine**: each shard returns its part of an aggregate or a group; the parts are put together.
            - **gather**: rows are brought together for as long as the query runs, then the database answers. How many, the plan and a warning say;
              `GatherBudget` limits it, `GatherPolicy.Throw` forbids it. A condition on the shard key makes nearly all of these cheap.

            | your query | | its plan |
            | --- | --- | --- |

            """.ReplaceLineEndings("\n"));
        using var db = databases.Sharded(Layout.Mixed);
        foreach (var kind in QueryKinds.All)
        {
            var plan = kind.Query(db).ToShardPlanString().ReplaceLineEndings("\n").TrimEnd().Split('\n').Select(line => $"`{Cell(line.Trim())}`");
            text.Append($"| {kind.Name} | `{Cell(kind.Source)}` | {string.Join("<br>", plan)} |\n");
        }

        return text.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
