using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace EfShard.Tests.Queries.Gathering;

/// <summary>Arrays of an enum whose number differs from server to server, with notes that a text COPY could get wrong.</summary>
public class OwnTypeArrayTests(PostgresDatabasesFixture databases) : IClassFixture<PostgresDatabasesFixture>
{
    private const int Rows = 40;

    [PostgresFact]
    public async Task Arrays_of_an_enum_are_gathered_from_servers_that_number_it_differently()
    {
        await using var context = new MoodContext(Options());
        await GiveDifferentNumbersAsync();
        await context.Database.EnsureCreatedAsync();
        for (var i = 1; i <= Rows; i++)
        {
            context.Add(new MoodContext.Diary { Id = i, NextId = Rows + 1 - i, Moods = [(MoodContext.Mood)(i % 3), MoodContext.Mood.Glad], Note = Note(i) });
        }

        await context.SaveChangesAsync();
        Assert.True((await NumbersAsync()).Distinct().Count() > 1);
        var query = from one in context.Diaries
                    join next in context.Diaries on one.NextId equals next.Id
                    orderby one.Id
                    select new { one.Id, next.Moods, next.Note };

        var rows = await query.ToListAsync();

        Assert.Equal(Enumerable.Range(1, Rows), rows.Select(r => r.Id));
        Assert.All(rows, row => Assert.Equal([(MoodContext.Mood)((Rows + 1 - row.Id) % 3), MoodContext.Mood.Glad], row.Moods));
        Assert.All(rows, row => Assert.Equal(Note(Rows + 1 - row.Id), row.Note));
        Assert.Equal(rows.Select(r => r.Note), query.AsEnumerable().Select(r => r.Note));
    }

    private static string Note(int i) => $"line {i}\nand\\N\t\"more\" \\. {{,}} näh \U0001F600";

    private async Task GiveDifferentNumbersAsync()
    {
        foreach (var (shard, i) in databases.Databases.Shards.Select((s, i) => (s, i)))
        {
            await using var connection = new NpgsqlConnection(shard);
            await connection.OpenAsync();
            for (var n = 0; n < i; n++)
            {
                await using var command = new NpgsqlCommand($"CREATE TYPE filler{n} AS ENUM ('a')", connection);
                await command.ExecuteNonQueryAsync();
            }
        }
    }

    private async Task<List<uint>> NumbersAsync()
    {
        var numbers = new List<uint>();
        foreach (var shard in databases.Databases.Shards)
        {
            await using var connection = new NpgsqlConnection(shard);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("SELECT 'mood'::regtype::oid", connection);
            numbers.Add((uint)(await command.ExecuteScalarAsync())!);
        }

        return numbers;
    }

    private DbContextOptions<MoodContext> Options()
        => new DbContextOptionsBuilder<MoodContext>().UseNpgsql(npgsql => npgsql.MapEnum<MoodContext.Mood>("mood")).UseSharding(sharding =>
        {
            foreach (var (shard, i) in databases.Databases.Shards.Select((s, i) => (s, i)))
            {
                sharding.AddShard($"s{i}", shard);
            }

            sharding.Gather(GatherPolicy.Allow).CrossShardCommit(CrossShardCommit.BestEffort);
        }).Options;
}
