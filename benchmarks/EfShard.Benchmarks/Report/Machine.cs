using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Benchmarks.Report;

/// <summary>On what the numbers were measured.</summary>
internal static class Machine
{
    public static string Describe()
        => $"{Processor()}, {Environment.ProcessorCount} processors{Load()}; {RuntimeInformation.OSDescription.Split('#')[0].Trim()}; "
            + $"{RuntimeInformation.FrameworkDescription}; EF Core {typeof(DbContext).Assembly.GetName().Version!.ToString(3)}.";

    private static string Processor()
        => (File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null)
            ?.Split(':', 2)[1].Trim()
            ?? RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>How busy it was with other things: a reader should know before comparing times.</summary>
    private static string Load()
        => File.Exists("/proc/loadavg")
            ? string.Create(CultureInfo.InvariantCulture, $" (load {File.ReadAllText("/proc/loadavg").Split(' ')[0]} before the run)")
            : "";
}
