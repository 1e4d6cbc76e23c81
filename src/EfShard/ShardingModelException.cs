namespace EfShard;

/// <summary>
///     The model says something about sharding that can't hold, or leaves out something that must be said. Thrown when the model is built,
///     or at a context's first use; nothing has been sent to a database.
/// </summary>
public sealed class ShardingModelException : InvalidOperationException
{
    /// <summary>Makes an exception for one error.</summary>
    /// <param name="message">What is wrong, why, and what to write instead.</param>
    public ShardingModelException(string message)
        : this([message])
    {
    }

    /// <summary>Makes an exception for all errors of a model.</summary>
    /// <param name="errors">What is wrong, why, and what to write instead: a text for each error, at least one.</param>
    public ShardingModelException(IReadOnlyList<string> errors)
        : base(string.Join(Environment.NewLine, errors))
        => Errors = errors;

    /// <summary>A text for each error.</summary>
    public IReadOnlyList<string> Errors { get; }
}
