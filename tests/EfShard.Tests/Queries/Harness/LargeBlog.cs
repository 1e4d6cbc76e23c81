using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Queries.Harness;

/// <summary>
///     The Sqlite databases with many accounts on each shard (where they belong does not matter to a query over all), an order whose row
///     can't be read in the middle of its shard's rows, and a table missing from a shard.
/// </summary>
public sealed class LargeBlog : SqliteBlog
{
    public const int AccountsPerShard = 25_000;

    /// <summary>The absolute value of its user id overflows.</summary>
    public const long BrokenOrder = 1501;

    /// <summary>Where <see cref="BrokenOrder" /> is.</summary>
    public const string BrokenShard = "s1";

    /// <summary>The shard without the table of projects.</summary>
    public const string IncompleteShard = "s2";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var (name, _) in Shards)
        {
            await using var shard = Shard(name);
            await shard.Database.ExecuteSqlAsync(
                $"""
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {AccountsPerShard})
                INSERT INTO "Accounts" ("Login", "Plan") SELECT 'bulk-' || printf('%06d', i) || {name}, 'free' FROM n
                """);
        }

        await using (var broken = Shard(BrokenShard))
        {
            await broken.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO "Orders" ("Id", "UserId", "PlacedAt", "Total", "Status")
                SELECT {BrokenOrder}, {long.MinValue}, "PlacedAt", "Total", "Status" FROM "Orders" LIMIT 1
                """);
        }

        await using var incomplete = Shard(IncompleteShard);
        await incomplete.Database.ExecuteSqlAsync($"DROP TABLE \"Projects\"");
    }
}
