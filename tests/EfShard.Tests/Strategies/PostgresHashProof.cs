using EfShard.Strategies;
using Npgsql;

namespace EfShard.Tests.Strategies;

/// <summary>Asks a PostgreSQL server what it makes of values, beside what <see cref="ShardKeyHash" /> makes of them.</summary>
internal sealed class PostgresHashProof(string connectionString)
{
    // Starts PostgreSQL's hash of the columns of a hash-partitioned table (src/include/catalog/partition.h).
    private const ulong PartitionSeed = 0x7A5B22367996DCFD;

    /// <summary>Computes the hashes of values by a SQL expression over <c>v</c>.</summary>
    public async Task<List<long>> HashesAsync<T>(string expression, T[] values)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(
            $"SELECT {expression} FROM unnest($1) WITH ORDINALITY AS t(v, i) ORDER BY i", connection);
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values });
        await using var reader = await command.ExecuteReaderAsync();
        var hashes = new List<long>(values.Length);
        while (await reader.ReadAsync())
        {
            hashes.Add(reader.GetInt64(0));
        }

        return hashes;
    }

    /// <summary>The slots of composite keys of a number and a text, computed by the server out of its built-in functions.</summary>
    public async Task<List<long>> CompositeSlotsAsync(long[] numbers, string[] texts)
    {
        // The lowest 14 bits of hash_combine64 need no more than 21 bits of what went in, so nothing overflows.
        const string Sql =
            """
            SELECT (h1 # ((h2 & 2097151) + 370915 + (h1 >> 7))) & 16383
            FROM (SELECT i, ((hashint8extended(a, 0) & 2097151) + 370915) & 2097151 AS h1, hashtextextended(b, 0) AS h2
                  FROM unnest($1, $2) WITH ORDINALITY AS t(a, b, i)) AS h
            ORDER BY i
            """;
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = numbers });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = texts });
        await using var reader = await command.ExecuteReaderAsync();
        var slots = new List<long>(numbers.Length);
        while (await reader.ReadAsync())
        {
            slots.Add(reader.GetInt64(0));
        }

        return slots;
    }

    /// <summary>
    ///     Counts the pairs for which the remainder that our hash functions give is the one by which PostgreSQL itself chooses the partition
    ///     of a table that is hash-partitioned by a number and a text.
    /// </summary>
    public async Task<long> PartitionMatchesAsync(long[] numbers, string[] texts)
    {
        var remainders = numbers.Zip(texts, (number, text) => (int)(PartitionHash(number, text) % 16384)).ToArray();

        await using var connection = await OpenAsync();
        await using var table = new NpgsqlCommand("CREATE TEMP TABLE hash_proof (a bigint, b text) PARTITION BY HASH (a, b)", connection);
        await table.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM unnest($1, $2, $3) AS t(a, b, r) WHERE satisfies_hash_partition('hash_proof'::regclass, 16384, r, a, b)", connection);
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = numbers });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = texts });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = remainders });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static ulong PartitionHash(long number, string text)
    {
        var hash = PostgresHash.Combine(0, PostgresHash.Int64(number, PartitionSeed));
        return PostgresHash.Combine(hash, PostgresHash.Text(text, PartitionSeed));
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return connection;
    }
}
