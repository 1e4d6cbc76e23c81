using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using EfShard.Benchmarks.Report;

namespace EfShard.Benchmarks.Micro;

/// <summary>The suites of BenchmarkDotNet: what the single steps take, without a database or on files. They run in this process, so that nothing is built on the way.</summary>
internal static class MicroRun
{
    private static readonly (string Title, Type Suite)[] Suites =
    [
        ("Routing over 1,000 shards", typeof(RoutingBenchmarks)),
        ("Planning", typeof(PlanningBenchmarks)),
        ("Merging 10,000 rows", typeof(MergingBenchmarks)),
        ("SaveChanges of 100 rows", typeof(SavingBenchmarks)),
    ];

    /// <summary>Runs the suites whose titles are wanted, and returns their tables.</summary>
    /// <exception cref="InvalidOperationException">A benchmark failed.</exception>
    public static string Run(Predicate<string> isWanted)
        => string.Join("\n\n", Suites.Where(suite => isWanted(suite.Title)).Select(suite => MicroTable.Write(suite.Title, Run(suite.Suite))));

    private static Summary Run(Type suite)
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default);
        var summary = BenchmarkRunner.Run(suite, config);
        return summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)
            ? throw new InvalidOperationException($"A benchmark of {suite.Name} failed; what it said stands above.")
            : summary;
    }
}
