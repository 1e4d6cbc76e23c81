namespace EfShard.Benchmarks.Measuring;

/// <summary>One of two ways to do the same work.</summary>
/// <param name="RunAsync">Does the work so many times, one after the other.</param>
internal sealed record Side(Func<int, Task> RunAsync)
{
    public static Side Of(Action operation) => new(count =>
    {
        for (var i = 0; i < count; i++)
        {
            operation();
        }

        return Task.CompletedTask;
    });

    public static Side Of(Func<Task> operation) => new(async count =>
    {
        for (var i = 0; i < count; i++)
        {
            await operation();
        }
    });
}
