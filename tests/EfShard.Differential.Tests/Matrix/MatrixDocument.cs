using System.Text;
using System.Text.RegularExpressions;
using EfShard.Differential.Tests.Answers;
using EfShard.Differential.Tests.Databases;
using EfShard.Differential.Tests.Model;
using EfShard.Differential.Tests.Rows;

namespace EfShard.Differential.Tests.Matrix;

/// <summary>docs/query-matrix.md, from the plans that are written down.</summary>
internal static partial class MatrixDocument
{
    private const string Sqlite = "sqlite";
    private const string Postgres = "postgres";

    public static string Path { get; } = System.IO.Path.Combine(Repository.Folder, "docs/query-matrix.md");

    public static string Render()
    {
        var notes = new List<string>();
        var tables = new StringBuilder();
        foreach (var layout in TrackerDatabases.Layouts)
        {
            Table(tables, layout, notes);
        }

        var text = new StringBuilder(
            $"""
            # Which tier answers which query

            Each cell is a query that runs in the tests, on Sqlite and on PostgreSQL, over four shards and in one database: {Operators.All.Count} operators over
            {Sources.All.Count} kinds of mapping in {TrackerDatabases.Layouts.Count} layouts. The rows are the same, in the same order where the query orders them. The
            cell says how they came about; the queries are in `tests/EfShard.Differential.Tests/Matrix`, their whole plans in `Plans` beside it. This file
            is written by the tests.

            | cell | what answered |
            | --- | --- |
            | 1 | one shard, by the statement that EF Core made |
            | P | each shard for itself, rows merged (push down) |
            | C | each shard a part, the parts combined (combine) |
            | G | rows brought together, and the database answers (gather) |
            | 0 | no shard: no row can match |
            | x | refused before anything is read; the number says why |
            | - | no such query; the number says why |

            Two signs are Sqlite's and PostgreSQL's.


            """);
        text.Append(tables);
        text.Append("## Why not\n\n");
        foreach (var (note, i) in notes.Select((note, i) => (note, i)))
        {
            text.Append($"{i + 1}. {note}\n");
        }

        return text.ToString();
    }

    private static void Table(StringBuilder text, Layout layout, List<string> notes)
    {
        var file = PlanFile.Read(layout);
        text.Append($"## {Title(layout)}\n\n| |{string.Concat(Sources.All.Select(s => $" {s.Name} |"))}\n|{string.Concat(Enumerable.Repeat(" --- |", Sources.All.Count + 1))}\n");
        foreach (var query in Operators.All)
        {
            text.Append($"| {query.Name} |");
            foreach (var source in Sources.All)
            {
                var (one, other) = (Sign(file.Find(query.Name, source.Name, Sqlite), notes), Sign(file.Find(query.Name, source.Name, Postgres), notes));
                text.Append($" {(one == other ? one : $"{one} / {other}")} |");
            }

            text.Append('\n');
        }

        text.Append('\n');
    }

    private static string Title(Layout layout)
        => layout switch
        {
            Layout.Colocated => "Co-located: everything by tenant",
            Layout.Scattered => "Scattered: every table by a key of its own",
            _ => "Mixed: by tenant, by own keys, reference and unsharded tables, a second group",
        };

    private static string Sign(WrittenPlan? plan, List<string> notes)
        => plan is null ? "?"
            : plan.Text.StartsWith("impossible", StringComparison.Ordinal) || plan.Text.StartsWith("not translated", StringComparison.Ordinal) ? "-" + Note(plan.Text, notes)
            : plan.Tier switch
            {
                Tier.None => "0",
                Tier.Route => "1",
                Tier.Pushdown => "P",
                Tier.Combine => "C",
                Tier.Gather => "G",
                _ => "x" + Note(plan.Text, notes),
            };

    private static int Note(string text, List<string> notes)
    {
        var note = Names().Replace(text, "...");
        var number = notes.IndexOf(note);
        if (number < 0)
        {
            number = notes.Count;
            notes.Add(note);
        }

        return number + 1;
    }

    [GeneratedRegex("'[^']*'")]
    private static partial Regex Names();
}
