namespace EfShard.Benchmarks.Measuring;

internal static class Quantiles
{
    /// <summary>The value below which the given share of the values lies.</summary>
    public static double Quantile(this IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[(int)(share * (sorted.Length - 1))];
    }
}
