using System.Diagnostics;

namespace EfShard.TestServers.Clusters;

/// <summary>
///     The folder of one cluster: data, logs, sockets. Its name says which process owns it, so that whoever comes next can remove
///     what a dead process left. While the owner lives, a small shell process waits at the end of a pipe; when the owner
///     disposes of the folder or dies in any way, it stops the servers and removes the folder.
/// </summary>
internal sealed class ClusterFolder : IAsyncDisposable
{
    // Servers work in their data folders: whoever has a working directory below the cluster's folder belongs to it.
    private const string Janitor =
        """
        exec >/dev/null 2>&1
        trap '' HUP INT QUIT TERM
        cat
        workers() { find /proc -mindepth 2 -maxdepth 2 -path '/proc/[0-9]*/cwd' -lname "$1/*" | cut -d/ -f3; }
        kill -KILL $(workers "$1/run")
        for file in "$1"/*/postmaster.pid; do
            id=$(head -n 1 "$file") && [ "$(readlink "/proc/$id/cwd")" = "${file%/*}" ] && kill -QUIT "$id"
        done
        kill -CONT $(workers "$1")
        tries=100
        while [ -n "$(workers "$1")" ] && [ $tries -gt 0 ]; do sleep 0.05; tries=$((tries - 1)); done
        kill -KILL $(workers "$1")
        for file in "$1"/*/postmaster.pid; do
            ipcrm -m "$(awk 'NR == 7 { print $2 }' "$file")"
        done
        rm -rf -- "$1"
        """;

    private static int _count;
    private readonly Process _janitor;

    private ClusterFolder(string path, Process janitor)
    {
        Path = path;
        _janitor = janitor;
    }

    /// <summary>The parent of all cluster folders of this user: memory where the machine offers it, else the temporary folder.</summary>
    public static string Root { get; } = System.IO.Path.Combine(
        Directory.Exists("/dev/shm") ? "/dev/shm" : System.IO.Path.GetTempPath(), $"efshard-{Posix.EffectiveUserId}");

    public string Path { get; }

    public string Logs => System.IO.Path.Combine(Path, "log");

    /// <summary>Who works below this folder is ended before the servers are, which it might start again.</summary>
    public string Supervisors => System.IO.Path.Combine(Path, "run");

    public string Sockets => System.IO.Path.Combine(Path, "sock");

    public static async Task<ClusterFolder> CreateAsync()
    {
        // Others may pass through, because the servers run under another account when the tests run as root, but not look around.
        await Command.RunAsync(["install", "-d", "-m", "711", Root]);
        await RemoveLeftoversAsync();

        var owner = Environment.ProcessId;
        var path = System.IO.Path.Combine(Root, $"{owner}-{ProcessTree.StartOf(owner)}-{Interlocked.Increment(ref _count)}");
        var folder = new ClusterFolder(path, StartJanitor(path));
        await ServerAccount.CreateFolderAsync(folder.Path);
        await ServerAccount.CreateFolderAsync(folder.Logs);
        await ServerAccount.CreateFolderAsync(folder.Sockets);
        await ServerAccount.CreateFolderAsync(folder.Supervisors);
        return folder;
    }

    public async ValueTask DisposeAsync()
    {
        _janitor.StandardInput.Close();
        await _janitor.WaitForExitAsync();
        _janitor.Dispose();
    }

    private static async Task RemoveLeftoversAsync()
    {
        foreach (var folder in Directory.GetDirectories(Root))
        {
            if (System.IO.Path.GetFileName(folder).Split('-') is [var owner, var start, _]
                && int.TryParse(owner, out var id)
                && ProcessTree.StartOf(id) != start)
            {
                using var janitor = StartJanitor(folder);
                janitor.StandardInput.Close();
                await janitor.WaitForExitAsync();
            }
        }
    }

    private static Process StartJanitor(string folder)
        => Process.Start(Command.StartInfo(["/bin/sh", "-c", Janitor, "janitor", folder], redirectOutput: false))!;
}
