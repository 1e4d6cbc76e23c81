using System.Linq.Expressions;

namespace EfShard.Planning.Gathering;

/// <summary>
///     How one database answers a statement over several shards: the parts are shipped to it, and the rest of the statement runs there, as the
///     database's own SQL. Holds no value and no shard, as every plan.
/// </summary>
/// <param name="Parts">What is shipped, in this order: keys of a part may narrow those after it.</param>
/// <param name="Final">What runs over the temporary tables, and over nothing else.</param>
internal sealed record GatherPlan(IReadOnlyList<ShippedPart> Parts, Expression Final)
{
    private static long s_last;

    /// <summary>
    ///     Whether nothing is shipped but each shard's groups, aggregates or different values. That is combining, as it is where they are put together in process, only that
    ///     the database does it: no policy forbids it, and nobody is warned.
    /// </summary>
    public bool IsCombining => Parts.All(part => part.IsPartial);

    /// <summary>Whether <see cref="Final" /> has SQL of the application, which must read nothing but the copies.</summary>
    public bool HasRawSql { get; init; }

    /// <summary>A name for the temporary tables of one plan, different from every other plan's in this process.</summary>
    public static string NextName() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"__efshard{Interlocked.Increment(ref s_last)}");
}
