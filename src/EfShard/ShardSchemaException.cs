namespace EfShard;

/// <summary>
///     A change of schema failed on some shards; the others were changed all the same. The inner exception is the shard's own, or an
///     <see cref="AggregateException" /> where several failed.
/// </summary>
public sealed class ShardSchemaException : InvalidOperationException
{
    internal ShardSchemaException(ShardSchemaReport report)
        : base(Text(report), Inner(report))
        => Report = report;

    /// <summary>What was done on each shard.</summary>
    public ShardSchemaReport Report { get; }

    private static string Text(ShardSchemaReport report)
    {
        var failed = report.Shards.Where(s => s.Error is not null).ToArray();
        return $"The schema could not be changed on {failed.Length} of {report.Shards.Select(s => s.Shard.Name).Distinct().Count()} shards; the others are done, so that the call can be repeated "
            + "once the cause is put right. " + string.Join(" ", failed.Select(s => $"[{s.Shard.Name}]{(s.Migration is null ? "" : $" {s.Migration}:")} {s.Error!.Message}"));
    }

    private static Exception? Inner(ShardSchemaReport report)
    {
        var errors = report.Shards.Select(s => s.Error).OfType<Exception>().ToArray();
        return errors is [var only] ? only : new AggregateException(errors);
    }
}
