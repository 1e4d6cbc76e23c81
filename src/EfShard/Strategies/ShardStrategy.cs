namespace EfShard.Strategies;

/// <summary>
///     Assigns shard keys to shards. A strategy is immutable and pure as far as the caller can see: the same key always goes to the
///     same shard for the same <see cref="Definition" />, in every process and on every machine. It uses no clock and no random number.
/// </summary>
public abstract class ShardStrategy
{
    /// <summary>The names of the shards that this strategy uses. The position in this list is what the other members return.</summary>
    public abstract IReadOnlyList<string> Shards { get; }

    /// <summary>
    ///     The canonical text of everything that decides where a key goes. Two strategies with equal texts place every key alike;
    ///     the text is written into each shard's map and compared at the first open.
    /// </summary>
    public abstract string Definition { get; }

    /// <summary>
    ///     Whether <see cref="LocateAsync" /> really waits for something (a lookup directory, say). Callers of an asynchronous API
    ///     then use it; otherwise everybody uses <see cref="Locate" />.
    /// </summary>
    public virtual bool IsAsynchronous => false;

    /// <summary>Finds the shard of one key.</summary>
    /// <param name="key">The key, as the database stores it.</param>
    /// <returns>The position of the shard in <see cref="Shards" />.</returns>
    /// <exception cref="ShardKeyException">The key belongs to no shard, for instance because it lies outside every range.</exception>
    public abstract int Locate(in ShardKey key);

    /// <summary>Finds the shards of many keys at once.</summary>
    /// <param name="keys">The keys, as the database stores them.</param>
    /// <param name="shards">Receives, for each key, the position of its shard in <see cref="Shards" />.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <exception cref="ShardKeyException">A key belongs to no shard.</exception>
    public virtual ValueTask LocateAsync(ReadOnlyMemory<ShardKey> keys, Memory<int> shards, CancellationToken cancellationToken)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            shards.Span[i] = Locate(keys.Span[i]);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>
    ///     The shards that can hold keys of a range; <see langword="null" />, the default, when the strategy keeps no order and any shard can.
    /// </summary>
    public virtual IReadOnlyList<int>? LocateRange(in ShardKeyRange range) => null;

    /// <summary>
    ///     The shard of every key with a slot, the lowest 14 bits of its hash; <see langword="null" /> when keys of one slot may be on several. A slot alone is
    ///     what <see cref="ShardedId" /> knows of a key.
    /// </summary>
    internal virtual int? LocateSlot(int slot) => null;

    /// <summary>
    ///     Whether this strategy only adds to a written definition: every key that the written one places, it places on the same shard.
    ///     <c>WriteMap()</c> then writes the new definition, where otherwise it would refuse. Default: <see langword="false" />.
    /// </summary>
    /// <param name="writtenDefinition">The <see cref="Definition" /> that a shard's map holds.</param>
    public virtual bool Extends(string writtenDefinition) => false;
}
