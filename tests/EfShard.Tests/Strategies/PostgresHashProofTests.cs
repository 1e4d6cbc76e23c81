using EfShard.TestServers;
using EfShard.Strategies;
using Xunit;

namespace EfShard.Tests.Strategies;

/// <summary>Ten thousand random values of each type: a real PostgreSQL server computes the same hashes.</summary>
public class PostgresHashProofTests(PostgresDatabasesFixture servers) : IClassFixture<PostgresDatabasesFixture>
{
    private const int Count = 10_000;

    private readonly PostgresHashProof _proof = new(servers.Databases.Shards[0]);
    private readonly RandomValues _random = new(20_000_101);

    [PostgresFact]
    public Task Long() => Same("hashint8extended(v, 0)", _random.Many(Count, random => random.Number()));

    [PostgresFact]
    public Task Int() => Same("hashint4extended(v, 0)", _random.Many(Count, random => (int)random.Number()));

    [PostgresFact]
    public Task Short() => Same("hashint2extended(v, 0)", _random.Many(Count, random => (short)random.Number()));

    [PostgresFact]
    public Task Text() => Same("hashtextextended(v, 0)", _random.Many(Count, random => random.Text(80)));

    [PostgresFact]
    public Task Guid() => Same("uuid_hash_extended(v, 0)", _random.Many(Count, random => random.Guid()));

    // A record of one column hashes as the column's own type does, also for types whose function can't be called by name.
    [PostgresFact]
    public Task Bytes() => Same("hash_record_extended(ROW(v), 0)", _random.Many(Count, random => random.Bytes(random.Below(60))));

    [PostgresFact]
    public Task Date() => Same("hash_record_extended(ROW(v), 0)", _random.Many(Count, random => random.Date()));

    [PostgresFact]
    public Task Timestamp() => Same("hash_record_extended(ROW(v), 0)", _random.Many(Count, random => random.Time()));

    [PostgresFact]
    public Task Timestamp_with_time_zone()
        => Same("hash_record_extended(ROW(v), 0)", _random.Many(Count, random => DateTime.SpecifyKind(random.Time(), DateTimeKind.Utc)));

    [PostgresFact]
    public Task DateTimeOffset()
        => Same("hash_record_extended(ROW(v), 0)", _random.Many(Count, random => new DateTimeOffset(random.Time(), TimeSpan.Zero)));

    [PostgresFact]
    public Task Date_before_2000_as_the_number_of_days()
        => Same("hashint8extended(v - date '2000-01-01', 0)", _random.Many(Count, random => DateOnly.FromDayNumber(1 + random.Below(700_000))));

    [PostgresFact]
    public async Task The_ends_of_time()
    {
        await Same("hash_record_extended(ROW(v), 0)", new[] { DateTime.MinValue, DateTime.MaxValue });
        await Same("hash_record_extended(ROW(v), 0)", new[] { System.DateTimeOffset.MinValue, System.DateTimeOffset.MaxValue });
        await Same("hash_record_extended(ROW(v), 0)", new[] { DateOnly.MinValue, DateOnly.MaxValue });
    }

    [PostgresFact]
    public Task Bool() => Same("hash_record_extended(ROW(v), 0)", new[] { false, true });

    [PostgresFact]
    public async Task Composites_are_combined_as_the_columns_of_a_hash_partitioned_table()
    {
        var (numbers, texts) = (_random.Many(Count, random => random.Number()), _random.Many(Count, random => random.Text(40)));

        Assert.Equal(Count, await _proof.PartitionMatchesAsync(numbers, texts));
    }

    [PostgresFact]
    public async Task The_slot_of_a_composite_can_be_computed_in_SQL()
    {
        var (numbers, texts) = (_random.Many(Count, random => random.Number()), _random.Many(Count, random => random.Text(40)));
        var ours = numbers.Zip(texts, (number, text) => (long)HashSlotStrategy.SlotOf(ShardKey.From([ShardKey.From(number), ShardKey.From(text)])));

        Assert.Equal(ours, await _proof.CompositeSlotsAsync(numbers, texts));
    }

    [PostgresFact]
    public async Task The_slot_and_the_remainder_of_a_number_are_what_the_documentation_says()
    {
        var numbers = _random.Many(Count, random => random.Number());
        var modulo = new ModuloStrategy(["a", "b", "c", "d", "e"]);

        Assert.Equal(
            numbers.Select(number => (long)HashSlotStrategy.SlotOf(ShardKey.From(number))),
            await _proof.HashesAsync("hashint8extended(v, 0) & 16383", numbers));
        Assert.Equal(
            numbers.Select(number => (long)modulo.Locate(ShardKey.From(number))),
            await _proof.HashesAsync("mod(mod(hashint8extended(v, 0), 5) + 5, 5)", numbers));
    }

    private async Task Same<T>(string expression, T[] values)
        => Assert.Equal(await _proof.HashesAsync(expression, values), values.Select(value => ShardKeyHash.Compute(ShardKey.From((object?)value))));
}
