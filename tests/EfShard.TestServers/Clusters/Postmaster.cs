using System.Diagnostics;

namespace EfShard.TestServers.Clusters;

/// <summary>One run of a server: the postmaster process, a child of this process, and its backends.</summary>
internal sealed class Postmaster : IDisposable
{
    private readonly Process _process;

    private Postmaster(Process process) => _process = process;

    public bool IsRunning => !_process.HasExited;

    /// <summary>Starts a server and waits until it accepts connections.</summary>
    public static async Task<Postmaster> StartAsync(string home, string dataFolder, string log)
    {
        RemoveStalePidFile(dataFolder);

        // The shell only redirects: a server that held this process's output would keep the test runner waiting for its end.
        var server = ServerAccount.CommandLine(home, Path.Combine(PostgresBinaries.Folder!, "postgres"), "-D", dataFolder);
        var process = Process.Start(Command.StartInfo(
            ["/bin/sh", "-c", "log=$1; shift; exec \"$@\" </dev/null >>\"$log\" 2>&1", "server", log, .. server], redirectOutput: false))!;
        var postmaster = new Postmaster(process);
        await Eventually.TrueAsync(
            () => postmaster.IsReady(dataFolder, log), $"the server in {dataFolder} accepts connections", TimeSpan.FromSeconds(60));
        return postmaster;
    }

    /// <summary>The postmaster and its backends. The postmaster is stopped first: it starts no backend unseen.</summary>
    public void Freeze()
    {
        Posix.Signal(_process.Id, Posix.SigStop);
        foreach (var backend in ProcessTree.ChildrenOf(_process.Id))
        {
            Posix.Signal(backend, Posix.SigStop);
        }
    }

    public void Thaw()
    {
        foreach (var backend in ProcessTree.ChildrenOf(_process.Id))
        {
            Posix.Signal(backend, Posix.SigContinue);
        }

        Posix.Signal(_process.Id, Posix.SigContinue);
    }

    public async Task KillAsync()
    {
        Posix.Signal(_process.Id, Posix.SigStop);
        int[] tree = [_process.Id, .. ProcessTree.ChildrenOf(_process.Id)];
        foreach (var id in tree)
        {
            Posix.Signal(id, Posix.SigKill);
        }

        await _process.WaitForExitAsync();
        await Eventually.TrueAsync(() => !tree.Any(ProcessTree.IsAlive), "the killed server's processes are gone");
    }

    /// <summary>A fast shutdown.</summary>
    public async Task StopAsync()
    {
        Posix.Signal(_process.Id, Posix.SigInterrupt);
        await _process.WaitForExitAsync();
    }

    public void Dispose() => _process.Dispose();

    // PostgreSQL takes a pid file for a living server's while that process is a zombie, or when its id has been given to another process.
    private static void RemoveStalePidFile(string dataFolder) => File.Delete(Path.Combine(dataFolder, "postmaster.pid"));

    private bool IsReady(string dataFolder, string log)
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException(
                $"The server in {dataFolder} ended with code {_process.ExitCode} while starting:\n{string.Join('\n', File.ReadLines(log).TakeLast(10))}");
        }

        // The eighth line is the server's state; a replica is ready, too, once it answers queries.
        var file = Path.Combine(dataFolder, "postmaster.pid");
        return File.Exists(file) && File.ReadAllLines(file) is { Length: >= 8 } lines && lines[7].Trim() == "ready"
            && lines[0] == _process.Id.ToString();
    }
}
