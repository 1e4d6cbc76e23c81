namespace EfShard.TestServers.Clusters;

/// <summary>Reads processes and their parents from /proc.</summary>
internal static class ProcessTree
{
    /// <summary>A process's children. PostgreSQL's backends have none of their own, so that this is the whole tree below a postmaster.</summary>
    public static IReadOnlyList<int> ChildrenOf(int parent)
        => [.. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
            .Where(id => id != 0 && Stat(id) is { } stat && int.Parse(stat[1]) == parent)];

    /// <summary>Whether a process still works: not gone, and no zombie that only waits for its parent to notice.</summary>
    public static bool IsAlive(int id) => Stat(id) is { } stat && stat[0] is not ("Z" or "X");

    /// <summary>The moment a process started, in the kernel's ticks: together with its id it names a process for good. Null when it is gone.</summary>
    public static string? StartOf(int id) => Stat(id)?[19];

    /// <summary>The fields of /proc/id/stat after the name, which may itself contain blanks and parentheses: state, parent, ...</summary>
    private static string[]? Stat(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            // The process ended between listing and reading.
            return null;
        }
    }
}
