using System.Globalization;

namespace EfShard;

/// <summary>The words of a dry run's report.</summary>
internal static class DryRunText
{
    public static string Summary(DryRunTier tier, int shards, long executions)
        => string.Create(CultureInfo.InvariantCulture, $"{Name(tier, shards)}, {executions} time{(executions == 1 ? "" : "s")}");

    /// <summary>The text on lines of its own; nothing for none.</summary>
    public static string Indented(string? text)
        => string.IsNullOrEmpty(text) ? "" : string.Concat(text.Split('\n').Select(static line => $"{Environment.NewLine}    {line.TrimEnd('\r')}"));

    private static string Name(DryRunTier tier, int shards)
        => tier switch
        {
            DryRunTier.AnyShard => "any shard",
            DryRunTier.OneShard => "one shard",
            DryRunTier.SeveralShards => string.Create(CultureInfo.InvariantCulture, $"{shards} shards"),
            DryRunTier.Gathered => string.Create(CultureInfo.InvariantCulture, $"gathered from {shards} shard{(shards == 1 ? "" : "s")}"),
            _ => "REFUSED",
        };
}
