using System.Globalization;
using EfShard.Strategies;

namespace EfShard.Tests.Strategies;

/// <summary>What tests of several strategies ask.</summary>
internal static class StrategyAssert
{
    public static string ShardOf(this ShardStrategy strategy, object? key) => strategy.Shards[strategy.Locate(ShardKey.From(key))];

    /// <summary>The share of keys, from 0 to 1, that two strategies place on shards of different names.</summary>
    public static double MovedKeys(ShardStrategy before, ShardStrategy after, IReadOnlyCollection<long> keys)
        => keys.Count(key => before.ShardOf(key) != after.ShardOf(key)) / (double)keys.Count;

    public static double Median(this IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Runs something under a culture that writes minus signs, decimal points and dates in its own way.</summary>
    public static T UnderAStrangeCulture<T>(Func<T> action)
    {
        var strange = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        strange.NumberFormat.NegativeSign = "~";
        strange.NumberFormat.NumberDecimalSeparator = "'";
        strange.DateTimeFormat.TimeSeparator = "_";
        strange.DateTimeFormat.DateSeparator = "!";
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = strange;
        try
        {
            return action();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
