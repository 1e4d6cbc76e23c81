namespace EfShard.Benchmarks.Measuring;

/// <summary>One of two ways to do the same work.</summary>
/// <param name="RunAsync">Does the work so many times, one after the other.</param>
internal sealed record Side(string Name, Func<int, Task> RunAsync);
