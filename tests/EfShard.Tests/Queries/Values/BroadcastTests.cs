using System.Collections;
using System.Net;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace EfShard.Tests.Queries.Values;

/// <summary>Values of every kind go to the shards as parameters, and are there what they were in their table.</summary>
public class BroadcastTests(SampleDatabases databases) : IClassFixture<SampleDatabases>
{
    private static readonly string[] OnPostgresOnly = ["intervals", "arrays", "offsets", "ranges", "addresses", "bits", "JSON"];

    /// <summary>Kinds that do not travel so on Sqlite: bytes, and text with a collation of its own. Their rows are gathered.</summary>
    private static readonly string[] NotOnSqlite = ["bytes", "texts of a foreign collation", "texts without regard to case"];

    /// <summary>Kinds that PostgreSQL writes as a setting says: two servers may write them differently.</summary>
    private static readonly string[] NotOnPostgres = ["doubles", "floats", "moments", "offsets", "days", "intervals"];

    /// <summary>Kinds that only the database can tell apart, so that groups of them are gathered.</summary>
    private static readonly string[] NotGrouped =
        ["texts of a foreign collation", "texts without regard to case", "intervals", "arrays", "ranges", "addresses", "bits", "JSON"];

    private static readonly Dictionary<string, Func<SampleContext, string, IQueryable<string>>> Kinds = new()
    {
        ["whole numbers"] = (c, o) => Ask(c, o, nameof(Sample.Whole), (int?)null),
        ["decimals"] = (c, o) => Ask(c, o, nameof(Sample.Decimal), (decimal?)null),
        ["doubles"] = (c, o) => Ask(c, o, nameof(Sample.Double), (double?)null),
        ["floats"] = (c, o) => Ask(c, o, nameof(Sample.Single), (float?)null),
        ["truth values"] = (c, o) => Ask(c, o, nameof(Sample.Truth), (bool?)null),
        ["enums"] = (c, o) => Ask(c, o, nameof(Sample.Enum), (DayOfWeek?)null),
        ["uuids"] = (c, o) => Ask(c, o, nameof(Sample.Guid), (Guid?)null),
        ["bytes"] = (c, o) => Ask(c, o, nameof(Sample.Bytes), (byte[]?)null),
        ["moments"] = (c, o) => Ask(c, o, nameof(Sample.Moment), (DateTime?)null),
        ["offsets"] = (c, o) => Ask(c, o, nameof(Sample.Offset), (DateTimeOffset?)null),
        ["days"] = (c, o) => Ask(c, o, nameof(Sample.Day), (DateOnly?)null),
        ["times of day"] = (c, o) => Ask(c, o, nameof(Sample.Time), (TimeOnly?)null),
        ["intervals"] = (c, o) => Ask(c, o, nameof(Sample.Span), (TimeSpan?)null),
        ["texts"] = (c, o) => Ask(c, o, nameof(Sample.Plain), (string?)null),
        ["texts of a foreign collation"] = (c, o) => Ask(c, o, nameof(Sample.Cultural), (string?)null),
        ["texts without regard to case"] = (c, o) => Ask(c, o, nameof(Sample.Loose), (string?)null),
        ["arrays"] = (c, o) => Ask(c, o, nameof(Sample.Numbers), (int[]?)null),
        ["ranges"] = (c, o) => Ask(c, o, nameof(Sample.Range), (NpgsqlRange<int>?)null),
        ["addresses"] = (c, o) => Ask(c, o, nameof(Sample.Address), (IPAddress?)null),
        ["bits"] = (c, o) => Ask(c, o, nameof(Sample.Bits), (BitArray?)null),
        ["JSON"] = (c, o) => Ask(c, o, nameof(Sample.Json), (string?)null),
    };

    public static TheoryData<string, string> Cases(bool isSqlite)
    {
        var cases = new TheoryData<string, string>();
        foreach (var kind in Kinds.Keys.Where(k => !isSqlite || !OnPostgresOnly.Contains(k)))
        {
            foreach (var operation in new[] { "joined", "joined from the left", "among them", "grouped by them" })
            {
                cases.Add(kind, operation);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases), true)]
    public Task Values_of_a_small_table_mean_on_every_shard_what_they_meant(string kind, string operation) => CheckAsync(kind, operation, isSqlite: true);

    [PostgresTheory]
    [MemberData(nameof(Cases), false)]
    public Task Values_of_a_small_table_mean_on_every_shard_what_they_meant_on_PostgreSQL(string kind, string operation) => CheckAsync(kind, operation, isSqlite: false);

    private async Task CheckAsync(string kind, string operation, bool isSqlite)
    {
        await using var single = databases.Single(isSqlite);
        await using var sharded = databases.Sharded(isSqlite);
        var expected = await Kinds[kind](single, operation).ToListAsync();
        Assert.NotEmpty(expected);

        var query = Kinds[kind](sharded, operation);
        var actual = await query.ToListAsync();

        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
        Assert.Equal(expected.Order(StringComparer.Ordinal), query.ToList().Order(StringComparer.Ordinal));
        Assert.Equal(
            isSqlite ? !NotOnSqlite.Contains(kind) : !NotOnPostgres.Contains(kind) && (operation is not "grouped by them" || !NotGrouped.Contains(kind)),
            query.ToShardPlanString().Contains("broadcast", StringComparison.Ordinal));
    }

    private static string Tell(long id, long other) => $"{id} with {other}";

    private static string TellMissing(long id, long? other) => $"{id} with {other}";

    private static string TellGroup(int count, long first, long last) => $"{count} from {first} to {last}";

    private static IQueryable<string> Ask<T>(SampleContext context, string operation, string property, T? _) => operation switch
    {
        "joined" => context.Samples.Join(context.Twins, s => EF.Property<T>(s, property), t => EF.Property<T>(t, property), (s, t) => Tell(s.Id, t.Id)),
        "joined from the left" => context.Samples
            .LeftJoin(context.Twins.Where(t => t.Id % 2 == 0), s => EF.Property<T>(s, property), t => EF.Property<T>(t, property), (s, t) => TellMissing(s.Id, t!.Id)),
        "among them" => context.Samples.Where(s => context.Twins.Where(t => t.Id > 60).Select(t => EF.Property<T>(t, property)).Contains(EF.Property<T>(s, property)))
            .Select(s => Tell(s.Id, s.Id)),
        _ => context.Samples.Join(context.Twins, s => s.Id / 2, t => t.Id, (s, t) => new { s, t }).GroupBy(x => EF.Property<T>(x.t, property))
            .Select(g => TellGroup(g.Count(), g.Min(x => x.s.Id), g.Max(x => x.s.Id))),
    };
}
