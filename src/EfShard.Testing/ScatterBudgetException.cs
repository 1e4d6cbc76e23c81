namespace EfShard.Testing;

/// <summary>Code asked more shards in one statement than its <see cref="ScatterBudget" /> allows.</summary>
public sealed class ScatterBudgetException : Exception
{
    internal ScatterBudgetException(int most, IReadOnlyList<string> overruns)
        : base($"{overruns.Count} statement(s) asked more than {most} shard(s). Give them a condition on the shard key, or raise the budget. Their plans:"
            + string.Concat(overruns.Select(plan => Environment.NewLine + plan)))
        => Overruns = overruns;

    /// <summary>The plans of the statements, with their shards.</summary>
    public IReadOnlyList<string> Overruns { get; }
}
