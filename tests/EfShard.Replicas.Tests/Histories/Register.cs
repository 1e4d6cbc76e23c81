namespace EfShard.Replicas.Tests.Histories;

/// <summary>A register that clients write in turns, so that its values grow in the order of their commits.</summary>
public sealed class Register(long id)
{
    private long _last;

    public long Id { get; } = id;

    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>The next value; to be taken in turn. One whose write failed is not written again: it may have been committed.</summary>
    public long Next() => ++_last;
}
