using System.Diagnostics;
using System.Reflection;
using EfShard.Analyzers.Tests.Verifying;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Analyzers.Tests.Docs;

/// <summary>What became of an example that was compiled and run over four Sqlite shards.</summary>
/// <param name="Statements">Each statement's shards and plan.</param>
/// <param name="Refusal">The refusal, if there was one.</param>
internal sealed record ExampleRun(IReadOnlyList<(string[] Shards, string Plan)> Statements, CrossShardQueryException? Refusal)
{
    public const int Shards = 4;

    /// <summary>Whether the shards answered everything by themselves: nothing was refused, and no rows were sent from one to another.</summary>
    public bool StayedOnTheShards => Refusal is null && Statements.Count > 0 && Statements.All(s => !s.Plan.Contains("gather", StringComparison.OrdinalIgnoreCase));

    public static async Task<ExampleRun> OfAsync(string example)
    {
        var assembly = Load(example);
        var folder = Directory.CreateTempSubdirectory("efshard-rules").FullName;
        try
        {
            await using var context = (DbContext)Activator.CreateInstance(assembly.GetType("Docs.BlogContext", throwOnError: true)!, Options(folder))!;
            await context.Database.EnsureCreatedAsync();
            return await RunAsync(assembly, context);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Assembly Load(string example)
    {
        using var image = new MemoryStream();
        var result = Compilations.Of(RulePage.Model, RulePage.AsSource(example)).Emit(image);
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics));
        return Assembly.Load(image.ToArray());
    }

    private static DbContextOptions Options(string folder)
        => new DbContextOptionsBuilder()
            .UseSqlite()
            .UseSharding(sharding =>
            {
                sharding.CrossShardCommit(CrossShardCommit.BestEffort);
                for (var i = 0; i < Shards; i++)
                {
                    sharding.AddShard("s" + i, $"Data Source={Path.Combine(folder, $"s{i}.db")};Pooling=False");
                }
            })
            .Options;

    private static async Task<ExampleRun> RunAsync(Assembly assembly, DbContext context)
    {
        var statements = new List<(string[], string)>();
        var here = new AsyncLocal<bool> { Value = true };
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "EfShard",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = _ => { },
            ActivityStopped = activity =>
            {
                if (here.Value && activity.OperationName == "EfShard.Statement")
                {
                    statements.Add((((string)activity.GetTagItem("efshard.shards")!).Split(','), (string)activity.GetTagItem("efshard.plan")!));
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        var run = assembly.GetType("Docs.Example", throwOnError: true)!.GetMethod("RunAsync")!;
        try
        {
            await (Task)run.Invoke(null, [context, 1L, 2L, 3L, "Notes", DateTime.UnixEpoch, DateTime.UnixEpoch])!;
            return new ExampleRun(statements, null);
        }
        catch (CrossShardQueryException refusal)
        {
            return new ExampleRun(statements, refusal);
        }
    }
}
