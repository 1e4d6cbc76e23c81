using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries.Periods;

/// <summary>Predicates over times ask only the shards whose periods they can mean, and lose no row: each query is compared with one database.</summary>
public abstract class PeriodQueryTests(PeriodDatabases databases)
{
    private static readonly DateTime May = new(2024, 5, 1, 0, 0, 0, DateTimeKind.Utc);

    public static TheoryData<string> Names() => [.. Queries.Keys.Order(StringComparer.Ordinal)];

    // The shards expected, then the query. Readings: quarters of 2024 on s0 to s3. Visits: months in turns. Stamps: 2021 to 2024 on s0 to s3.
    private static readonly Dictionary<string, (string Shards, Func<PeriodContext, IQueryable<Guid>> Query)> Queries = new()
    {
        ["half-open range"] = ("s1", c => Ids(c.Readings.Where(r => r.At >= May && r.At < May.AddMonths(2)))),
        ["between"] = ("s1 s2", c => Ids(c.Readings.Where(r => r.At >= May && r.At <= May.AddMonths(2)))),
        ["from on"] = ("s1 s2 s3", c => Ids(c.Readings.Where(r => r.At > May))),
        ["before"] = ("s0", c => Ids(c.Readings.Where(r => r.At < May.AddMonths(-1)))),
        ["equal"] = ("s1", c => Ids(c.Readings.Where(r => r.At == May))),
        ["times in a list"] = ("s1 s3", c => Ids(c.Readings.Where(r => new[] { May, May.AddMonths(6) }.Contains(r.At)))),
        ["year"] = ("s0", c => Ids(c.Readings.Where(r => r.At.Year == 2023))),
        ["year from a variable"] = ("s0 s1 s2 s3", c => YearIs(c, 2024)),
        ["year above"] = ("s0 s1 s2 s3", c => Ids(c.Readings.Where(r => r.At.Year > 2023))),
        ["year below"] = ("s0", c => Ids(c.Readings.Where(r => 2024 > r.At.Year))),
        ["years in a list"] = ("s0 s2", c => YearIn(c, [2021, 2023])),
        ["years written out"] = ("s1 s3", c => Ids(c.Visits.Where(v => (v.Day.Year == 2024 || v.Day.Year == 2022) && (v.Day == new DateOnly(2024, 2, 3) || v.Day == new DateOnly(2022, 8, 18))))),
        ["year of an offset"] = ("s3", c => c.Database.IsSqlite() ? Ids(c.Stamps.Where(s => s.At == new DateTimeOffset(May))) : Ids(c.Stamps.Where(s => s.At.Year == 2024))),
        ["year or year"] = ("s0", c => Ids(c.Readings.Where(r => r.At.Year == 2021 || r.At.Year == 2022))),
        ["date"] = ("s1", c => Ids(c.Readings.Where(r => r.At.Date == May))),
        ["date below its end"] = ("s0 s1", c => Ids(c.Readings.Where(r => r.At.Date < May))),
        ["date from"] = ("s2 s3", c => Ids(c.Readings.Where(r => r.At.Date >= May.AddMonths(2)))),
        ["dates in a list"] = ("s1 s2", c => DateIn(c, [May, May.AddMonths(2)])),
        ["date only"] = ("s1", c => Ids(c.Readings.Where(r => DateOnly.FromDateTime(r.At) == new DateOnly(2024, 6, 30)))),
        ["days later"] = ("s2 s3", c => Ids(c.Readings.Where(r => r.At.AddDays(7) > May.AddMonths(2).AddDays(10)))),
        ["days from a variable"] = ("s0 s1", c => DaysLater(c, 30)),
        ["days before"] = ("s0", c => Ids(c.Readings.Where(r => r.At.AddDays(-1.5) <= May.AddMonths(-2)))),
        ["a visit's month"] = ("s1", c => Ids(c.Visits.Where(v => v.Day >= new DateOnly(2024, 2, 1) && v.Day < new DateOnly(2024, 3, 1)))),
        ["a visit's year"] = ("s0 s1 s2 s3", c => Ids(c.Visits.Where(v => v.Day.Year == 2023))),
        ["a visit's days later"] = ("s0 s1", c => Ids(c.Visits.Where(v => v.Day.AddDays(5) > new DateOnly(2024, 1, 28) && v.Day <= new DateOnly(2024, 2, 29)))),
        ["contradiction"] = ("", c => Ids(c.Readings.Where(r => r.At < May && r.At >= May.AddDays(1)))),
        ["no year"] = ("", c => YearIn(c, [])),
        ["not a year"] = ("s0 s1 s2 s3", c => Ids(c.Readings.Where(r => r.At.Year != 2023))),
        ["year of a sum"] = ("s0 s1 s2 s3", c => Ids(c.Readings.Where(r => r.At.AddDays(300).Year == 2023))),
        ["year of something else"] = ("s0 s1 s2 s3", c => Ids(c.Visits.Where(v => v.Day.AddMonths(1).Year == 2023))),
    };

    protected async Task Ask(string name)
    {
        var (shards, query) = Queries[name];
        await using var single = databases.Single();
        await using var sharded = databases.Sharded();
        databases.Recorder.Clear();

        var expected = await query(single).ToListAsync();
        var actual = await query(sharded).ToListAsync();

        Assert.Equal(expected.Order(), actual.Order());
        Assert.Equal(shards, string.Join(" ", databases.Recorder.Databases));
    }

    protected async Task AskAtRandom()
    {
        var random = new System.Random(71);
        for (var i = 0; i < 250; i++)
        {
            var edge = new DateTime(2021 + random.Next(4), 1 + random.Next(12), 1, 0, 0, 0, DateTimeKind.Utc);
            var time = random.Next(3) switch { 0 => edge, 1 => edge.AddDays(random.Next(40) - 20), _ => edge.AddMilliseconds(random.Next(2_000) - 1_000) };
            var (days, year, kind) = (random.Next(800) / 4.0 - 100, 2020 + random.Next(6), random.Next(12));
            IQueryable<Guid> Query(PeriodContext c) => kind switch
            {
                0 => Ids(c.Readings.Where(r => r.At.Date == time)),
                1 => Ids(c.Readings.Where(r => r.At.Date < time)),
                2 => Ids(c.Readings.Where(r => r.At.Date <= time)),
                3 => Ids(c.Readings.Where(r => r.At.Date > time)),
                4 => Ids(c.Readings.Where(r => r.At.Date >= time)),
                5 => Ids(c.Readings.Where(r => r.At.AddDays(days) < time)),
                6 => Ids(c.Readings.Where(r => r.At.AddDays(days) >= time && r.At.Year == year)),
                7 => Ids(c.Readings.Where(r => r.At.Year < year || r.At > time)),
                8 => Ids(c.Readings.Where(r => r.At.Year <= year && r.At > time)),
                9 => Ids(c.Visits.Where(v => v.Day.AddDays((int)days) <= DateOnly.FromDateTime(time) && v.Day.Year >= year - 1)),
                10 => Ids(c.Visits.Where(v => v.Day.AddDays((int)days) == DateOnly.FromDateTime(time))),
                _ => Ids(c.Readings.Where(r => r.At < time && r.At >= edge.AddMonths(-2))),
            };
            await using var single = databases.Single();
            await using var sharded = databases.Sharded();
            Assert.Equal((await Query(single).ToListAsync()).Order(), (await Query(sharded).ToListAsync()).Order());
        }
    }

    private static IQueryable<Guid> YearIs(PeriodContext context, int year) => Ids(context.Readings.Where(r => r.At.Year == year));

    private static IQueryable<Guid> YearIn(PeriodContext context, int[] years)
        => context.Database.IsSqlite()
            ? context.Visits.Where(v => years.Contains(v.Day.Year) && (v.Day == new DateOnly(2021, 1, 18) || v.Day == new DateOnly(2023, 3, 1))).Select(v => v.Id)
            : Ids(context.Stamps.Where(s => years.Contains(s.At.Year)));

    private static IQueryable<Guid> DateIn(PeriodContext context, DateTime[] days) => Ids(context.Readings.Where(r => days.Contains(r.At.Date)));

    private static IQueryable<Guid> DaysLater(PeriodContext context, double days)
        => Ids(context.Readings.Where(r => r.At.AddDays(days) < May.AddMonths(1)));

    private static IQueryable<Guid> Ids(IQueryable<PeriodContext.Reading> readings) => readings.Select(r => r.Id);

    private static IQueryable<Guid> Ids(IQueryable<PeriodContext.Visit> visits) => visits.Select(v => v.Id);

    private static IQueryable<Guid> Ids(IQueryable<PeriodContext.Stamp> stamps) => stamps.Select(s => s.Id);

    public sealed class OnSqlite(SqlitePeriodDatabases databases) : PeriodQueryTests(databases), IClassFixture<SqlitePeriodDatabases>
    {
        [Theory]
        [MemberData(nameof(Names))]
        public Task Asks_the_shards_of_its_periods_and_finds_every_row(string name) => Ask(name);

        [Fact]
        public Task Random_comparisons_lose_no_row() => AskAtRandom();
    }

    public sealed class OnPostgres(PostgresPeriodDatabases databases) : PeriodQueryTests(databases), IClassFixture<PostgresPeriodDatabases>
    {
        [PostgresTheory]
        [MemberData(nameof(Names))]
        public Task Asks_the_shards_of_its_periods_and_finds_every_row(string name) => Ask(name);

        [PostgresFact]
        public Task Random_comparisons_lose_no_row() => AskAtRandom();
    }
}
