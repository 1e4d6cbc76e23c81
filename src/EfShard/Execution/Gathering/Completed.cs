namespace EfShard.Execution.Gathering;

/// <summary>The end of code that serves synchronous callers too: told not to await, it has done everything when it returns its task.</summary>
internal static class Completed
{
    public static T Result<T>(ValueTask<T> task)
        => task.IsCompletedSuccessfully ? task.Result
            : task.IsCompleted ? task.GetAwaiter().GetResult()
            : throw new InvalidOperationException("Synchronous work awaited something.");
}
