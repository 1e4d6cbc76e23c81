namespace EfShard;

/// <summary>
///     The model says something about sharding that can't hold, or leaves out something that must be said. Thrown when the model is built,
///     or at a context's first use; nothing has been sent to a database.
/// </summary>
public sealed class ShardingModelException : InvalidOperationException
{
    internal ShardingModelException(string message)
        : this([message])
    {
    }

    internal ShardingModelException(IReadOnlyList<string> errors)
        : base(string.Join(Environment.NewLine, errors))
        => Errors = errors;

    /// <summary>A text for each error.</summary>
    public IReadOnlyList<string> Errors { get; }
}
