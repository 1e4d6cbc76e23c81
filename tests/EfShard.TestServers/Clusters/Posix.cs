using System.Runtime.InteropServices;

namespace EfShard.TestServers.Clusters;

/// <summary>The system calls that .NET does not offer.</summary>
internal static class Posix
{
    public const int SigInterrupt = 2;
    public const int SigKill = 9;
    public const int SigContinue = 18;
    public const int SigStop = 19;

    public static uint EffectiveUserId => OperatingSystem.IsLinux() ? GetEffectiveUserId() : uint.MaxValue;

    /// <summary>Sends a signal. A process that is gone already is no error: the caller wanted it stopped or waits for it anyway.</summary>
    public static void Signal(int processId, int signal)
    {
        const int noSuchProcess = 3;
        if (Kill(processId, signal) != 0 && Marshal.GetLastPInvokeError() is var error and not noSuchProcess)
        {
            throw new InvalidOperationException($"Process {processId} could not be sent signal {signal}: error {error}.");
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int processId, int signal);

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint GetEffectiveUserId();
}
