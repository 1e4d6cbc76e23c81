namespace EfShard.Benchmarks.Report;

/// <summary>docs/benchmarks.md, of which a run rewrites the part between its markers.</summary>
internal static class BenchmarkDocument
{
    /// <summary>Replaces what stands between <c>&lt;!-- part --&gt;</c> and <c>&lt;!-- /part --&gt;</c>.</summary>
    /// <exception cref="InvalidOperationException">The program does not run inside the repository, or the document has no such markers.</exception>
    public static void Replace(string part, string text)
    {
        var path = Path.Combine(FindRoot(), "docs", "benchmarks.md");
        var document = File.ReadAllText(path);
        var (start, end) = ($"<!-- {part} -->\n", $"<!-- /{part} -->");
        var from = document.IndexOf(start, StringComparison.Ordinal) + start.Length;
        var to = document.IndexOf(end, StringComparison.Ordinal);
        if (from < start.Length || to < from)
        {
            throw new InvalidOperationException($"{path} has no part between {start.Trim()} and {end} to write the results to.");
        }

        File.WriteAllText(path, string.Concat(document.AsSpan(0, from), text, "\n", document.AsSpan(to)));
        Console.WriteLine($"Written to {path}.");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EfShard.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"{AppContext.BaseDirectory} is not inside the repository: there is no EfShard.sln above it.");
    }
}
