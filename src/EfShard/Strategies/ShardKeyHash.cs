namespace EfShard.Strategies;

/// <summary>
///     The 64-bit hash of a shard key: PostgreSQL's own for each type, seed 0, bit for bit, so that the database can compute where a
///     row belongs. It never changes: it decides where the rows of existing databases are.
/// </summary>
/// <remarks>
///     <list type="bullet">
///         <item>whole numbers: <c>hashint8extended(key, 0)</c>, which equals <c>hashint4extended</c> and <c>hashint2extended</c> of the same number;</item>
///         <item>text: <c>hashtextextended(key, 0)</c> in a UTF-8 database under a deterministic collation;</item>
///         <item><see cref="Guid" />: <c>uuid_hash_extended(key, 0)</c>; bytes: <c>hashvarlenaextended(key, 0)</c>;</item>
///         <item>dates and times: the hash of PostgreSQL's own count of days or microseconds, as its own types have it;</item>
///         <item>no value: 0;</item>
///         <item>composites: the components' hashes folded, from 0, by <c>hash_combine64</c>.</item>
///     </list>
/// </remarks>
public static class ShardKeyHash
{
    /// <summary>Computes the hash.</summary>
    /// <param name="key">The key, as the database stores it.</param>
    /// <returns>The hash; every bit pattern can occur, negative numbers too.</returns>
    public static long Compute(in ShardKey key) => unchecked((long)Hash(key));

    private static ulong Hash(in ShardKey key) => key.Kind switch
    {
        ShardKeyKind.Null => 0,
        ShardKeyKind.Text => PostgresHash.Text(key.Text),
        ShardKeyKind.Guid => PostgresHash.Guid(key.Guid),
        ShardKeyKind.Bytes => PostgresHash.Bytes(key.Bytes),
        ShardKeyKind.Composite => Fold(key.Components),
        _ => PostgresHash.Int64(key.Number),
    };

    private static ulong Fold(ReadOnlySpan<ShardKey> components)
    {
        var hash = 0UL;
        foreach (ref readonly var component in components)
        {
            hash = PostgresHash.Combine(hash, Hash(component));
        }

        return hash;
    }
}
