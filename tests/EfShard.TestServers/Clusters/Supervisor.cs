using System.Diagnostics;

namespace EfShard.TestServers.Clusters;

/// <summary>A program that is no PostgreSQL server and runs beside them, such as what restarts them: it ends before they do.</summary>
internal sealed class Supervisor : IDisposable
{
    private readonly Process _process;

    private Supervisor(Process process) => _process = process;

    public bool IsRunning => !_process.HasExited;

    /// <summary>Starts a program.</summary>
    /// <param name="cluster">The cluster that it belongs to.</param>
    /// <param name="name">Its own name in the cluster: of its folder, in which it works, and its log.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<Supervisor> StartAsync(ClusterFolder cluster, string name, string program, params IEnumerable<string> arguments)
    {
        var folder = Path.Combine(cluster.Supervisors, name);
        await ServerAccount.CreateFolderAsync(folder);
        return new Supervisor(Process.Start(Command.StartInfo(
            [
                "/bin/sh", "-c", "cd \"$1\"; log=$2; shift 2; exec \"$@\" </dev/null >>\"$log\" 2>&1", "supervisor",
                folder, Path.Combine(cluster.Logs, name + ".log"), .. ServerAccount.CommandLine(cluster.Path, program, arguments),
            ],
            redirectOutput: false))!);
    }

    /// <summary>Has it do nothing more: what it watches can then be killed without its noticing.</summary>
    public void Freeze() => Posix.Signal(_process.Id, Posix.SigStop);

    /// <summary>Kill -9, for its children, too: a server that it has started is none of them.</summary>
    public async Task KillAsync()
    {
        Freeze();
        foreach (var id in (int[])[.. ProcessTree.ChildrenOf(_process.Id), _process.Id])
        {
            Posix.Signal(id, Posix.SigKill);
        }

        await _process.WaitForExitAsync();
    }

    public void Dispose() => _process.Dispose();
}
