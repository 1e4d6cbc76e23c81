namespace EfShard.TestServers.Clusters;

/// <summary>PostgreSQL refuses to run as root: root's servers run as user postgres, everybody else's as themselves.</summary>
internal static class ServerAccount
{
    private const string Name = "postgres";

    private static readonly bool RunsAsRoot = Posix.EffectiveUserId == 0;

    /// <summary>The command line that runs <paramref name="program" /> under the account. setpriv execs: the process id stays.</summary>
    public static IReadOnlyList<string> CommandLine(string home, string program, params IEnumerable<string> arguments)
        => RunsAsRoot
            ? ["setpriv", $"--reuid={Name}", $"--regid={Name}", "--init-groups", "env", $"HOME={home}", program, .. arguments]
            : [program, .. arguments];

    /// <summary>Creates a folder of the account which nobody else can read.</summary>
    public static Task CreateFolderAsync(string folder)
        => Command.RunAsync(RunsAsRoot
            ? ["install", "-d", "-m", "700", "-o", Name, "-g", Name, folder]
            : ["install", "-d", "-m", "700", folder]);
}
