using System.Diagnostics;
using System.Globalization;

namespace BlogApp.Cluster;

/// <summary>Runs <c>cluster.sh</c>, which lies beside the program: the PostgreSQL servers of <c>--database postgres</c>.</summary>
/// <param name="folder">Where the servers keep their data; null for the script's own default.</param>
/// <param name="port">The first port; null for the script's own default.</param>
/// <param name="endsWithProcess">Whether the servers end with this process: tests leave none behind.</param>
internal sealed class ClusterScript(string? folder, int? port, bool endsWithProcess)
{
    /// <summary>Starts what is missing of a cluster.</summary>
    public Task StartAsync(int shards, int replicas) => RunAsync("start", Text(shards), Text(replicas));

    /// <summary>The servers' names and ports: <c>s0</c>, <c>s0r1</c>, <c>s1</c> ...</summary>
    public async Task<IReadOnlyList<(string Name, int Port)>> NodesAsync()
        => [.. (await RunAsync("env")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .Select(words => (words[0], int.Parse(words[1], CultureInfo.InvariantCulture)))];

    /// <summary>Runs one of the script's commands.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message is the script's own.</exception>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "cluster.sh"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        if (folder is not null)
        {
            start.Environment["BLOG_CLUSTER"] = folder;
        }

        if (port is { } first)
        {
            start.Environment["BLOG_CLUSTER_PORT"] = Text(first);
        }

        if (endsWithProcess)
        {
            start.Environment["BLOG_CLUSTER_OWNER"] = Text(Environment.ProcessId);
        }

        using var script = Process.Start(start) ?? throw new InvalidOperationException("bash could not be started: --database postgres needs it.");
        var (output, errors) = (script.StandardOutput.ReadToEndAsync(), script.StandardError.ReadToEndAsync());
        await script.WaitForExitAsync();
        return script.ExitCode == 0 ? await output : throw new InvalidOperationException((await errors).Trim());
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
