using System.Diagnostics;

namespace EfShard.Differential.Tests.Answers;

/// <summary>Hears which plans a piece of work really ran, by the library's activities.</summary>
internal static class PlanWatch
{
    private const string Statement = "EfShard.Statement";

    private static readonly AsyncLocal<List<Activity>?> Heard = new();

    static PlanWatch()
        => ActivitySource.AddActivityListener(new()
        {
            ShouldListenTo = source => source.Name == "EfShard",
            Sample = (ref ActivityCreationOptions<ActivityContext> options)
                => options.Name == Statement && Heard.Value is not null ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStarted = activity =>
            {
                // Other listeners of this process may have asked for other activities.
                if (activity.OperationName == Statement)
                {
                    Heard.Value?.Add(activity);
                }
            },
        });

    /// <summary>The plans of all statements that the work runs, in their order.</summary>
    public static async Task<(T Result, IReadOnlyList<string> Plans)> OfAsync<T>(Func<Task<T>> work)
    {
        var heard = Heard.Value = [];
        var result = await work();
        return (result, [.. heard.Select(a => a.GetTagItem("efshard.plan")).OfType<string>()]);
    }
}
