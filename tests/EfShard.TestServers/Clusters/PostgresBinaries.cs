namespace EfShard.TestServers.Clusters;

/// <summary>Finds the newest PostgreSQL server on this machine.</summary>
internal static class PostgresBinaries
{
    private const string Variable = "EFSHARD_POSTGRES_BIN";

    /// <summary>The folder with <c>initdb</c> and <c>postgres</c>; null when there is none, or when this is not Linux (process control uses /proc).</summary>
    public static string? Folder { get; } = Find();

    private static string? Find()
        => OperatingSystem.IsLinux() ? Candidates().FirstOrDefault(IsComplete) : null;

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            yield return given;
        }

        const string debian = "/usr/lib/postgresql";
        if (Directory.Exists(debian))
        {
            var versions = Directory.GetDirectories(debian)
                .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0);
            foreach (var version in versions)
            {
                yield return Path.Combine(version, "bin");
            }
        }

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return folder;
        }
    }

    private static bool IsComplete(string folder)
        => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));
}
