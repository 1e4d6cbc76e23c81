using System.Diagnostics;
using System.Globalization;
using MySqlConnector;

namespace EfShard.EFCore9.Tests.MariaDb;

/// <summary>
///     A MariaDB server of this test process alone, from the binaries of this machine: it listens on a socket in its folder and to nobody else.
///     A shell that waits at the end of a pipe kills it and removes the folder, however this process ends.
/// </summary>
internal sealed class MariaDbServer : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private const string Script =
        """
        exec >>"$1/output" 2>&1
        trap '' HUP INT TERM
        user=$(id -un)
        mkdir "$1/tmp" # A server that starts removes what others keep in a temporary folder that they share.
        "$2" --no-defaults --user="$user" --datadir="$1/data" --tmpdir="$1/tmp" --auth-root-authentication-method=normal --skip-test-db \
            --innodb-log-file-size=8M --innodb-flush-log-at-trx-commit=0 </dev/null || { cat >/dev/null; rm -rf -- "$1"; exit 1; }
        "$3" --no-defaults --user="$user" --datadir="$1/data" --tmpdir="$1/tmp" --socket="$1/socket" --pid-file="$1/pid" --skip-networking --innodb-flush-log-at-trx-commit=0 \
            --innodb-log-file-size=8M --innodb-buffer-pool-size=32M --performance-schema=0 --character-set-server=utf8mb4 </dev/null &
        cat >/dev/null
        kill -KILL $!
        wait
        rm -rf -- "$1"
        """;

    private readonly string _folder;
    private readonly Process _keeper;

    private MariaDbServer(string folder, Process keeper)
    {
        _folder = folder;
        _keeper = keeper;
    }

    /// <summary>Why there is no server; <see langword="null" /> where there is one.</summary>
    public static string? SkipReason { get; } = !OperatingSystem.IsLinux() ? "MariaDB: the server is started on Linux only."
        : Find("mariadbd") is null || Find("mariadb-install-db") is null ? "MariaDB: no server binaries on this machine. Install the package mariadb-server-core."
        : null;

    public static async Task<MariaDbServer> StartAsync()
    {
        var root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        var folder = Directory.CreateDirectory(Path.Combine(root, $"efshard-mariadb-{Environment.ProcessId}-{Guid.NewGuid():N}")).FullName;
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "keeper", folder, Find("mariadb-install-db")!, Find("mariadbd")!]) { RedirectStandardInput = true };
        var server = new MariaDbServer(folder, Process.Start(start)!);
        await server.WaitUntilReadyAsync();
        return server;
    }

    /// <summary>A connection string. The database need not be there.</summary>
    public string Database(string name) => $"Server={_folder}/socket;ConnectionProtocol=Unix;User ID=root;Database={name}";

    public async ValueTask DisposeAsync()
    {
        await MySqlConnection.ClearAllPoolsAsync();
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }

    private static string? Find(string program)
        => $"/usr/sbin:/usr/local/sbin:{Environment.GetEnvironmentVariable("PATH")}".Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private async Task WaitUntilReadyAsync()
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = new MySqlConnection(Database(""));
                await connection.OpenAsync();
                return;
            }
            catch (MySqlException e)
            {
                if (_keeper.HasExited || watch.Elapsed > Deadline)
                {
                    var output = Path.Combine(_folder, "output");
                    var text = File.Exists(output) ? await File.ReadAllTextAsync(output) : "";
                    throw new InvalidOperationException(
                        string.Create(CultureInfo.InvariantCulture, $"MariaDB does not answer after {watch.Elapsed.TotalSeconds:0} s:\n{text}"), e);
                }

                await Task.Delay(20);
            }
        }
    }
}
