namespace EfShard.Execution.Combining;

/// <summary>One group while legs are read.</summary>
internal sealed class Group(Accumulator[] accumulators)
{
    /// <summary>Values of the group's first row; <see langword="null" /> before there is one.</summary>
    public object?[]? Values { get; set; }

    public Accumulator[] Accumulators { get; } = accumulators;
}
