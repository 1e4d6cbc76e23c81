using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace EfShard.Differential.Tests.Aggregates;

/// <summary>Aggregates that EfShard does not know are worked out where all rows are, also inside of expressions that it does know.</summary>
public sealed class OwnAggregateTests : IAsyncLifetime
{
    private const string CreateSpread =
        """
        CREATE FUNCTION widen(ends float8[], value float8) RETURNS float8[] IMMUTABLE LANGUAGE sql AS 'SELECT ARRAY[least(ends[1], value), greatest(ends[2], value)]';
        CREATE FUNCTION width(ends float8[]) RETURNS float8 IMMUTABLE LANGUAGE sql AS 'SELECT ends[2] - ends[1]';
        CREATE AGGREGATE spread(float8) (SFUNC = widen, STYPE = float8[], FINALFUNC = width, INITCOND = '{Infinity,-Infinity}');
        """;

    private static readonly Dictionary<string, Func<IQueryable<Reading>, IQueryable<string>>> Queries = new()
    {
        ["alone"] = q => q.GroupBy(r => r.Hour).OrderBy(g => g.Key).Select(g => $"{g.Key}: {SpreadTranslation.Spread(g.Select(r => r.Value))}"),
        ["in an expression"] = q => q.GroupBy(r => r.Hour).OrderBy(g => g.Key)
            .Select(g => $"{g.Key}: {Math.Floor(SpreadTranslation.Spread(g.Select(r => r.Value)) + 1)}, {g.Count()}, {g.Sum(r => r.Id)}"),
        ["as a condition"] = q => q.GroupBy(r => r.Hour).Where(g => SpreadTranslation.Spread(g.Select(r => r.Value)) > 190).OrderBy(g => g.Key).Select(g => $"{g.Key}: {g.Count()}"),
        ["as an order"] = q => q.GroupBy(r => r.Hour).OrderBy(g => SpreadTranslation.Spread(g.Select(r => r.Value))).ThenBy(g => g.Key).Select(g => $"{g.Key}: {g.Max(r => r.Id)}"),
        ["of everything"] = q => q.GroupBy(r => 1).Select(g => $"{SpreadTranslation.Spread(g.Select(r => r.Value))}"),
        ["of a sensor"] = q => q.GroupBy(r => r.SensorId).OrderBy(g => g.Key).Select(g => $"{g.Key}: {SpreadTranslation.Spread(g.Select(r => r.Value))}"),
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("efshard-aggregates-");
    private PostgresDatabases? _servers;

    public static TheoryData<string> Names() => [.. Queries.Keys];

    public async Task InitializeAsync()
    {
        await FillAsync(isSqlite: true);
        if (PostgresShards.SkipReason is not null)
        {
            return;
        }

        _servers = await PostgresShards.CreateDatabasesAsync("aggregates");
        foreach (var connectionString in _servers.Shards.Append(_servers.Single))
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(CreateSpread, connection);
            await command.ExecuteNonQueryAsync();
        }

        await FillAsync(isSqlite: false);
    }

    public async Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        if (_servers is not null)
        {
            await _servers.DisposeAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public Task An_unknown_aggregate_is_that_of_all_rows(string query) => CheckAsync(query, isSqlite: true);

    [PostgresTheory]
    [MemberData(nameof(Names))]
    public Task An_unknown_aggregate_is_that_of_all_rows_on_PostgreSQL(string query) => CheckAsync(query, isSqlite: false);

    private async Task CheckAsync(string query, bool isSqlite)
    {
        await using var single = Single(isSqlite);
        await using var sharded = Sharded(isSqlite);

        var expected = await Queries[query](single.Readings).ToListAsync();

        Assert.NotEmpty(expected);
        Assert.Equal(expected, await Queries[query](sharded.Readings).ToListAsync());
    }

    private string File(string name) => $"Data Source={Path.Combine(_folder.FullName, name)}.db;Pooling=False";

    private ReadingContext Single(bool isSqlite) => Create(options => _ = isSqlite ? options.UseSqlite(File("single")) : options.UseNpgsql(_servers!.Single));

    private ReadingContext Sharded(bool isSqlite) => Create(options => (isSqlite ? options.UseSqlite() : options.UseNpgsql()).UseSharding(sharding =>
    {
        for (var i = 0; i < 4; i++)
        {
            sharding.AddShard($"s{i}", isSqlite ? File($"s{i}") : _servers!.Shards[i]);
        }

        sharding.CrossShardCommit(CrossShardCommit.BestEffort).Gather(GatherPolicy.Allow);
    }));

    private static ReadingContext Create(Action<DbContextOptionsBuilder> use)
    {
        var options = new DbContextOptionsBuilder<ReadingContext>().AddInterceptors(new SpreadInterceptor());
        use(options);
        ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(new SpreadTranslation());
        return new ReadingContext(options.Options);
    }

    private async Task FillAsync(bool isSqlite)
    {
        foreach (var context in (ReadingContext[])[Single(isSqlite), Sharded(isSqlite)])
        {
            await using (context)
            {
                await context.Database.EnsureCreatedAsync();
                context.AddRange(Enumerable.Range(1, 60).Select(i => new Reading { Id = i, SensorId = i % 7, Hour = i % 5, Value = i * i % 211 }));
                await context.SaveChangesAsync();
            }
        }
    }
}
