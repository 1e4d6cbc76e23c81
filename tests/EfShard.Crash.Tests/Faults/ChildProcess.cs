using System.Diagnostics;

namespace EfShard.Crash.Tests.Faults;

/// <summary>A process that is to be killed.</summary>
internal sealed class ChildProcess : IDisposable
{
    /// <summary>The exit code of a process that SIGKILL has ended.</summary>
    public const int Killed = 128 + 9;

    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    /// <summary>Starts EfShard.Crash.Child, which lies beside the tests.</summary>
    public static ChildProcess Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "EfShard.Crash.Child.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>All that it writes until it ends.</summary>
    public async Task<string> Output()
    {
        var error = _process.StandardError.ReadToEndAsync();
        return await _process.StandardOutput.ReadToEndAsync() + await error;
    }

    /// <summary>Its output as it comes.</summary>
    public async Task ReadAsync(Action<string> line)
    {
        var error = _process.StandardError.ReadToEndAsync();
        while (await _process.StandardOutput.ReadLineAsync() is { } text)
        {
            line(text);
        }

        await error;
    }

    /// <summary>The line that it waits for.</summary>
    public async Task GoAsync()
    {
        await _process.StandardInput.WriteLineAsync("go");
        await _process.StandardInput.FlushAsync();
    }

    public void Kill() => _process.Kill();

    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
