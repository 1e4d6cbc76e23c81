namespace EfShard.Benchmarks.Measuring;

/// <summary>What one batch took for each operation.</summary>
internal readonly record struct Batch(double Microseconds, double Bytes);
