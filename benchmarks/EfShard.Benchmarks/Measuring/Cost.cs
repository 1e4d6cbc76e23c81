namespace EfShard.Benchmarks.Measuring;

/// <summary>What one operation costs.</summary>
/// <param name="Microseconds">The median time.</param>
/// <param name="Fast">The time below which a tenth of the rounds stay: what is left when little else disturbs.</param>
/// <param name="Bytes">The bytes allocated, by all threads.</param>
internal readonly record struct Cost(double Microseconds, double Fast, double Bytes);
