using System.Diagnostics;
using EfShard.Infrastructure;
using EfShard.Tests.Gathering;
using EfShard.Tests.Schema;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace EfShard.Tests.DryRuns;

/// <summary>A dry run answers from the one database as before, leaves it as it is, and says what the same would be on the planned shards.</summary>
public sealed class DryRunTests : IDisposable
{
    private readonly LibraryDatabases _databases = new();
    private readonly SqliteFiles _files = new();

    // A ledger belongs to a set of options, and is the process's: each test has databases of its own, and so its own.
    private static IReadOnlyList<string> Tables(LibraryContext context)
        => context.Database.SqlQuery<string>($"SELECT name AS Value FROM sqlite_master ORDER BY name").ToList();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Everything_stays_on_the_one_database(bool async)
    {
        using var plain = _databases.Single();
        var tables = Tables(plain);
        await using var dry = Dry();

        var books = dry.Books.Where(b => b.AuthorId == 3).OrderBy(b => b.Id);
        Assert.Equal(plain.Books.Where(b => b.AuthorId == 3).OrderBy(b => b.Id).Select(b => b.Title).ToList(), (async ? await books.ToListAsync() : [.. books]).Select(b => b.Title));
        Assert.Equal(plain.Reviews.Count(), async ? await dry.Reviews.CountAsync() : dry.Reviews.Count());
        var joined = dry.Authors.Join(dry.Reviews, a => a.Name, r => r.Reader, (a, r) => a.Id).OrderBy(id => id);
        Assert.Equal(plain.Authors.Join(plain.Reviews, a => a.Name, r => r.Reader, (a, r) => a.Id).OrderBy(id => id).ToList(), async ? await joined.ToListAsync() : joined.ToList());

        // Two shards' rows in one save, a change of all, raw SQL: as one database does it.
        dry.AddRange(NewAuthors(101, 102, 103));
        Assert.Equal(3, async ? await dry.SaveChangesAsync() : dry.SaveChanges());
        var update = dry.Authors.Where(a => a.Id > 100);
        Assert.Equal(3, async ? await update.ExecuteUpdateAsync(s => s.SetProperty(a => a.Fee, 1m)) : update.ExecuteUpdate(s => s.SetProperty(a => a.Fee, 1m)));
        Assert.Equal(27, dry.Database.SqlQuery<int>($"SELECT count(*) AS Value FROM Authors").Single());

        Assert.Equal(tables, Tables(plain));
        Assert.Equal(27, plain.Authors.Count());
        Assert.False(File.Exists(_files.PathOf("s1")));
        Assert.False(File.Exists(_files.PathOf("s2")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_report_tells_what_each_query_would_be(bool async)
    {
        await using var dry = Dry();
        var key = 3;
        if (async)
        {
            await dry.Books.Where(b => b.AuthorId == key).ToListAsync();
            key = 4;
            await dry.Books.Where(b => b.AuthorId == key).ToListAsync();
            await dry.Books.Where(b => b.Price > 5).ToListAsync();
            await dry.Countries.ToListAsync();
            await dry.Settings.ToListAsync();
            await dry.Reviews.FromSqlRaw("SELECT * FROM Reviews").ToListAsync();
            await dry.Authors.Join(dry.Reviews, a => a.Name, r => r.Reader, (a, r) => a.Id).ToListAsync();
        }
        else
        {
            _ = dry.Books.Where(b => b.AuthorId == key).ToList();
            key = 4;
            _ = dry.Books.Where(b => b.AuthorId == key).ToList();
            _ = dry.Books.Where(b => b.Price > 5).ToList();
            _ = dry.Countries.ToList();
            _ = dry.Settings.ToList();
            _ = dry.Reviews.FromSqlRaw("SELECT * FROM Reviews").ToList();
            _ = dry.Authors.Join(dry.Reviews, a => a.Name, r => r.Reader, (a, r) => a.Id).ToList();
        }

        var report = async ? await dry.Sharding().GetDryRunReportAsync() : dry.Sharding().GetDryRunReport();

        Assert.Equal(["s0", "s1", "s2"], report.Shards.Select(s => s.Name));
        Assert.Equal(
            [
                (DryRunTier.Refused, 0, 1),
                (DryRunTier.Gathered, 3, 1),
                (DryRunTier.SeveralShards, 3, 1),
                (DryRunTier.OneShard, 1, 2),
                (DryRunTier.OneShard, 1, 1),
                (DryRunTier.AnyShard, 1, 1),
            ],
            report.Statements.Select(s => (s.Tier, s.MaxShards, (int)s.Executions)));
        Assert.False(report.Succeeded);
        var refused = report.Statements[0];
        Assert.Contains("raw SQL", refused.Error, StringComparison.Ordinal);
        Assert.Contains("SELECT * FROM Reviews", refused.Text, StringComparison.Ordinal);
        Assert.All(report.Statements.Skip(1), s => Assert.Null(s.Error));
        Assert.StartsWith("gather", report.Statements[1].Plan, StringComparison.Ordinal);
        Assert.Contains("REFUSED, 1 time", report.ToString(), StringComparison.Ordinal);
        Assert.Contains("gathered from 3 shards, 1 time, ", report.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, report.Unlisted);
    }

    public static TheoryData<string> Gathered() => [.. GatheredQueries.Keys];

    /// <summary>The rows that a report counts are those that the same query brings together on real shards.</summary>
    [Theory]
    [MemberData(nameof(Gathered))]
    public async Task The_rows_of_a_gather_are_counted_as_they_would_be_shipped(string name)
    {
        var query = GatheredQueries[name];
        await using var dry = Dry();
        await using var sharded = _databases.Sharded(HowGathered.WhenNeeded);
        long? rows = null;

        // Other tests gather meanwhile.
        using var mine = new Activity("a gather of this test").SetIdFormat(ActivityIdFormat.W3C).Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "EfShard",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => rows = activity.TraceId == mine.TraceId ? (activity.GetTagItem("efshard.gathered.rows") as long?) ?? rows : rows,
        };
        var expected = await query(dry).ToListAsync();
        using (var scope = new ActivitySource("EfShard.Tests.DryRun"))
        {
            ActivitySource.AddActivityListener(listener);
            Assert.Equal(expected, await query(sharded).ToListAsync());
        }

        var statement = Assert.Single((await dry.Sharding().GetDryRunReportAsync()).Statements);

        Assert.NotNull(rows);
        Assert.Equal((DryRunTier.Gathered, rows), (statement.Tier, statement.ShippedRows));
        Assert.Equal(rows, Assert.Single(dry.Sharding().GetDryRunReport().Statements).ShippedRows);
    }

    [Fact]
    public async Task A_list_of_keys_is_one_query_however_long_it_is()
    {
        await using var dry = Dry();
        foreach (var keys in new long[][] { [1, 2, 3, 4, 5, 6], [1, 2, 3], [7, 8] })
        {
            await dry.Books.Where(b => keys.Contains(b.AuthorId)).ToListAsync();
        }

        var statement = Assert.Single((await dry.Sharding().GetDryRunReportAsync()).Statements);
        Assert.Equal((DryRunTier.SeveralShards, 3), (statement.Tier, statement.Executions));
        Assert.True(statement.MaxShards > 1);
    }

    [Fact]
    public async Task Queries_that_gather_more_than_the_budget_would_be_refused()
    {
        await using var dry = Dry(sharding => sharding.GatherBudget(rows: 10));
        await dry.Authors.Join(dry.Reviews, a => a.Name, r => r.Reader, (a, r) => a.Id).ToListAsync();

        var statement = Assert.Single((await dry.Sharding().GetDryRunReportAsync()).Statements);
        Assert.Equal(DryRunTier.Refused, statement.Tier);
        Assert.Contains("GatherBudget allows 10", statement.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gathering_that_is_forbidden_would_be_refused()
    {
        await using var dry = Dry(sharding => sharding.Gather(GatherPolicy.Throw));
        var query = dry.Authors.Join(dry.Reviews, a => a.Name, r => r.Reader, (a, r) => a.Id);
        await query.ToListAsync();
        Assert.Equal(DryRunTier.Refused, Assert.Single((await dry.Sharding().GetDryRunReportAsync()).Statements).Tier);
        Assert.Contains("refused", query.ToShardPlanString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Raw_access_needs_a_shard_by_name()
    {
        await using var dry = Dry();
        using (dry.Sharding().UseShard("s0"))
        {
            Assert.Equal(24, await dry.Database.SqlQuery<int>($"SELECT count(*) AS Value FROM Authors").SingleAsync());
            await dry.Database.ExecuteSqlAsync($"UPDATE Authors SET Fee = 2");
        }

        Assert.True((await dry.Sharding().GetDryRunReportAsync()).Succeeded);
        await dry.Database.ExecuteSqlAsync($"UPDATE Authors SET Fee = 3");
        var report = await dry.Sharding().GetDryRunReportAsync();
        Assert.Contains(report.Statements, s => s is { Tier: DryRunTier.Refused } && s.Text.Contains("raw SQL", StringComparison.Ordinal) && s.Error!.Contains("UseShard", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Shards_that_are_only_planned_can_t_be_named()
    {
        await using var dry = Dry();
        Assert.Equal("s0", Assert.Single(dry.Sharding().Shards).Name);
        var pinning = Assert.Throws<ShardingConfigurationException>(() => dry.Sharding().UseShard("s1"));
        Assert.Contains("dry run", pinning.Message, StringComparison.Ordinal);
        var naming = await Assert.ThrowsAsync<ShardingConfigurationException>(() => dry.Books.OnShard("s2").ToListAsync());
        Assert.Contains("dry run", naming.Message, StringComparison.Ordinal);
        Assert.Equal(60, await dry.Books.OnShard("s0").CountAsync());
    }

    [Fact]
    public async Task A_database_that_is_one_of_several_shards_is_refused()
    {
        await using var dry = new LibraryContext(new DbContextOptionsBuilder().UseSqlite()
            .UseSharding(sharding => Plan(sharding, _databases.ConnectionString("s0"))).Options);

        var error = await Assert.ThrowsAsync<ShardMapException>(() => dry.Books.ToListAsync());

        Assert.Contains("[s0, s1, s2]", error.Message, StringComparison.Ordinal);
        Assert.Throws<ShardMapException>(() => dry.Books.Count());
    }

    [Fact]
    public async Task After_it_the_database_is_still_nobody_s_shard()
    {
        await using (var dry = Dry())
        {
            Assert.False(await dry.Database.EnsureCreatedAsync());
            Assert.Equal(60, await dry.Books.CountAsync());
        }

        await using (var sharded = new LibraryContext(new DbContextOptionsBuilder().UseSqlite().UseSharding(Shards).Options))
        {
            await Assert.ThrowsAsync<ShardMapException>(() => sharded.Books.CountAsync());
        }

        // One shard adopts it, and the dry run goes on over its map.
        await using (var one = new LibraryContext(new DbContextOptionsBuilder().UseSqlite()
            .UseSharding(sharding => sharding.AddShard("s0", _databases.ConnectionString("single"))).Options))
        {
            Assert.Equal(60, await one.Books.CountAsync());
        }

        await using var again = Dry(sharding => sharding.MaxParallelShards(3));
        Assert.Equal(60, await again.Books.CountAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_database_gets_its_tables_and_no_map(bool async)
    {
        await using var dry = new LibraryContext(new DbContextOptionsBuilder().UseSqlite()
            .UseSharding(sharding => Plan(sharding, _files["new"])).Options);

        Assert.True(async ? await dry.Database.EnsureCreatedAsync() : dry.Database.EnsureCreated());

        Assert.Equal(0, async ? await dry.Books.CountAsync() : dry.Books.Count());
        Assert.DoesNotContain("__EFShardMap", Tables(dry));
        Assert.Contains("Books", Tables(dry));
    }

    [Fact]
    public void There_must_be_something_to_plan_for()
    {
        var error = Assert.Throws<ShardingConfigurationException>(
            () => new DbContextOptionsBuilder().UseSqlite().UseSharding(sharding => sharding.AddShard("s0", "Data Source=x").DryRun()));
        Assert.Contains("never opened", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configuration_can_ask_for_it()
    {
        var section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Shards:s0"] = _databases.ConnectionString("single"),
            ["Shards:s1"] = _files["s1"],
            ["DryRun"] = "true",
        }).Build();
        await using var dry = new LibraryContext(new DbContextOptionsBuilder().UseSqlite().UseSharding(section).Options);
        await dry.Books.ToListAsync();
        Assert.Equal(2, Assert.Single((await dry.Sharding().GetDryRunReportAsync()).Statements).MaxShards);
    }

    [Fact]
    public async Task Without_it_there_is_no_report()
    {
        await using var sharded = _databases.Sharded(HowGathered.WhenNeeded);
        Assert.Throws<InvalidOperationException>(() => sharded.Sharding().GetDryRunReport());
        await Assert.ThrowsAsync<InvalidOperationException>(() => sharded.Sharding().GetDryRunReportAsync());
    }

    [Fact]
    public async Task Entities_that_say_nothing_are_listed()
    {
        await using var dry = new UnmarkedContext(new DbContextOptionsBuilder().UseSqlite().UseSharding(sharding => Plan(sharding, _files["unmarked"])).Options);
        await dry.Database.EnsureCreatedAsync();
        Assert.Empty(await dry.Set<UnmarkedContext.Note>().ToListAsync());

        var report = await dry.Sharding().GetDryRunReportAsync();

        Assert.Equal(["Note"], report.UnmarkedEntities);
        Assert.False(report.Succeeded);
    }

    public void Dispose()
    {
        _databases.Dispose();
        _files.Dispose();
    }

    private static IReadOnlyDictionary<string, Func<LibraryContext, IQueryable<string>>> GatheredQueries { get; } = new Dictionary<string, Func<LibraryContext, IQueryable<string>>>
    {
        ["a join"] = context => context.Authors.Join(context.Reviews, a => a.Name, r => r.Reader, (a, r) => a.Id + "/" + r.BookId + "/" + r.Reader).Distinct().OrderBy(t => t),
        ["a join with keys"] = context => context.Books.Where(b => b.AuthorId == 3)
            .Join(context.Reviews, b => b.Id, r => r.BookId, (b, r) => b.Id + "/" + r.Reader).OrderBy(t => t),
        ["keys that are none"] = context => context.Books.Where(b => b.AuthorId == 2 && b.Price < 0)
            .Join(context.Reviews, b => b.Id, r => r.BookId, (b, r) => b.Id + "/" + r.Reader).OrderBy(t => t),
        ["keys over two joins"] = context => context.Authors.Where(a => a.Id == 3)
            .Join(context.Books, a => a.Fee + 1, b => (decimal)b.Price, (a, b) => b)
            .Join(context.Reviews, b => b.Id, r => r.BookId, (b, r) => b.Id + "/" + r.Reader).OrderBy(t => t),
        ["a limit below"] = context => context.Books.OrderBy(b => b.Id).Take(7).Where(b => b.Price > 1).Select(b => b.Title).OrderBy(t => t),
        ["reference and unsharded tables"] = context => from a in context.Authors
                                                       from s in context.Settings
                                                       join c in context.Countries on a.CountryCode equals c.Code
                                                       join r in context.Reviews on a.Name equals r.Reader
                                                       orderby a.Id, s.Name, r.BookId
                                                       select a.Id + s.Name + c.Name + r.BookId,
    };

    private static IEnumerable<LibraryContext.Author> NewAuthors(params int[] ids)
        => ids.Select(id => new LibraryContext.Author { Id = id, Name = "new", CountryCode = "de" });

    private LibraryContext Dry(Action<ShardingOptionsBuilder>? more = null)
        => new(new DbContextOptionsBuilder().UseSqlite().UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking).UseSharding(sharding =>
        {
            Plan(sharding, _databases.ConnectionString("single"));
            more?.Invoke(sharding);
        }).Options);

    private void Plan(ShardingOptionsBuilder sharding, string database)
        => sharding.AddShard("s0", database).AddShard("s1", _files["s1"]).AddShard("s2", _files["s2"]).UnshardedOn(LibraryDatabases.UnshardedOn).DryRun();

    private void Shards(ShardingOptionsBuilder sharding)
        => sharding.AddShard("s0", _databases.ConnectionString("single")).AddShard("s1", _files["s1"]).AddShard("s2", _files["s2"]);

    private sealed class UnmarkedContext(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Note>();

        public sealed class Note
        {
            public int Id { get; init; }
        }
    }
}
