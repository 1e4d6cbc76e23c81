namespace EfShard.Differential.Tests.Answers;

/// <summary>Says how an answer differs from the one that it should be.</summary>
internal static class Difference
{
    /// <summary>What is wrong, together with the plans that led to it; null where nothing is.</summary>
    public static string? Between(string who, Answer expected, Answer actual)
    {
        if (actual.Lines is { } lines && expected.Lines!.Same(lines))
        {
            return null;
        }

        var plans = string.Join('\n', actual.Plans);
        if (actual.Lines is null)
        {
            return $"{who} gave {actual}, not {expected}\n{actual.Exception!.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("EfShard", StringComparison.Ordinal))}\n{plans}";
        }

        var (missing, extra) = (Without(expected.Lines!.Rows, actual.Lines.Rows), Without(actual.Lines.Rows, expected.Lines.Rows));
        return missing.Count + extra.Count == 0
            ? $"{who} gave the rows in another order: {string.Join(" , ", actual.Lines.Rows.Take(6))} instead of {string.Join(" , ", expected.Lines.Rows.Take(6))}\n{plans}"
            : $"{who} gave {actual}, not {expected}; missing {Some(missing)}; too many {Some(extra)}\n{plans}";
    }

    private static List<string> Without(IEnumerable<string> lines, IEnumerable<string> others)
    {
        var left = lines.ToList();
        foreach (var other in others)
        {
            left.Remove(other);
        }

        return left;
    }

    private static string Some(List<string> lines) => $"{lines.Count} [{string.Join(" , ", lines.Take(4))}]";
}
