using System.Diagnostics;

namespace EfShard.TestServers.Clusters;

/// <summary>Runs a program to its end.</summary>
internal static class Command
{
    /// <exception cref="InvalidOperationException">It ended with another code than zero; the message has its output.</exception>
    public static async Task RunAsync(IReadOnlyList<string> commandLine)
    {
        using var process = Process.Start(StartInfo(commandLine, redirectOutput: true))!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"'{string.Join(' ', commandLine)}' ended with code {process.ExitCode}:\n{await output}{await error}");
        }
    }

    public static ProcessStartInfo StartInfo(IReadOnlyList<string> commandLine, bool redirectOutput)
    {
        var start = new ProcessStartInfo(commandLine[0])
        {
            UseShellExecute = false,
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = redirectOutput,
            RedirectStandardError = redirectOutput,
        };
        foreach (var argument in commandLine.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        // The developer's own PGHOST, PGUSER and the like must not reach the test servers.
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";
        return start;
    }
}
