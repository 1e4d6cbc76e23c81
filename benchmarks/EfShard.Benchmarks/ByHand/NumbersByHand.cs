using EfShard.Benchmarks.Databases;

namespace EfShard.Benchmarks.ByHand;

/// <summary>Aggregates over all shards: each shard's numbers, combined.</summary>
internal sealed class NumbersByHand(BlogDatabase database)
{
    private const string From = "FROM \"Posts\" WHERE \"Likes\" >= @likes";

    private readonly ShardCommands _shards = new(database);

    public async Task<long> CountAsync(int likes)
        => (await _shards.ReadEachAsync($"SELECT count(*) {From}", r => r.GetInt64(0), ("@likes", likes))).Sum(rows => rows[0]);

    public async Task<long> SumAsync(int likes)
        => (await _shards.ReadEachAsync($"SELECT coalesce(sum(\"Likes\"), 0) {From}", r => r.GetInt64(0), ("@likes", likes))).Sum(rows => rows[0]);

    public async Task<int> MaxAsync(int likes)
        => (await _shards.ReadEachAsync($"SELECT max(\"Likes\") {From}", r => r.GetInt32(0), ("@likes", likes))).Max(rows => rows[0]);

    public async Task<double> AverageAsync(int likes)
    {
        var parts = await _shards.ReadEachAsync(
            $"SELECT coalesce(sum(\"Likes\"), 0), count(*) {From}", r => (Sum: r.GetInt64(0), Count: r.GetInt64(1)), ("@likes", likes));
        return (double)parts.Sum(rows => rows[0].Sum) / parts.Sum(rows => rows[0].Count);
    }

    /// <summary>Users by city.</summary>
    public async Task<Dictionary<string, (long Count, DateTime Last)>> CitiesAsync()
    {
        var cities = new Dictionary<string, (long Count, DateTime Last)>();
        foreach (var leg in await _shards.ReadEachAsync(
                     "SELECT \"City\", count(*), max(\"JoinedAt\") FROM \"Users\" GROUP BY \"City\"",
                     r => (City: r.GetString(0), Count: r.GetInt64(1), Last: r.GetDateTime(2))))
        {
            foreach (var (city, count, last) in leg)
            {
                var (known, latest) = cities.GetValueOrDefault(city);
                cities[city] = (known + count, last > latest ? last : latest);
            }
        }

        return cities;
    }
}
