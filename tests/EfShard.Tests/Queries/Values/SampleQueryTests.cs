using System.Collections;
using System.Net;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;
using Xunit;

namespace EfShard.Tests.Queries.Values;

/// <summary>Values of every kind are ordered, grouped and compared over the shards as one database does it, nulls among them.</summary>
public class SampleQueryTests(SampleDatabases databases) : IClassFixture<SampleDatabases>
{
    private static readonly string[] OnPostgresOnly = ["intervals", "arrays", "offsets", "ranges", "addresses", "bits", "JSON"];

    private static readonly Dictionary<string, Func<IQueryable<Sample>, string, IQueryable<string>>> Kinds = new()
    {
        ["whole numbers"] = (q, o) => Ask(q, o, nameof(Sample.Whole), (int?)null),
        ["decimals"] = (q, o) => Ask(q, o, nameof(Sample.Decimal), (decimal?)null),
        ["doubles"] = (q, o) => Ask(q, o, nameof(Sample.Double), (double?)null),
        ["floats"] = (q, o) => Ask(q, o, nameof(Sample.Single), (float?)null),
        ["truth values"] = (q, o) => Ask(q, o, nameof(Sample.Truth), (bool?)null),
        ["enums"] = (q, o) => Ask(q, o, nameof(Sample.Enum), (DayOfWeek?)null),
        ["uuids"] = (q, o) => Ask(q, o, nameof(Sample.Guid), (Guid?)null),
        ["bytes"] = (q, o) => Ask(q, o, nameof(Sample.Bytes), (byte[]?)null),
        ["moments"] = (q, o) => Ask(q, o, nameof(Sample.Moment), (DateTime?)null),
        ["offsets"] = (q, o) => Ask(q, o, nameof(Sample.Offset), (DateTimeOffset?)null),
        ["days"] = (q, o) => Ask(q, o, nameof(Sample.Day), (DateOnly?)null),
        ["times of day"] = (q, o) => Ask(q, o, nameof(Sample.Time), (TimeOnly?)null),
        ["intervals"] = (q, o) => Ask(q, o, nameof(Sample.Span), (TimeSpan?)null),
        ["texts"] = (q, o) => Ask(q, o, nameof(Sample.Plain), (string?)null),
        ["texts of a foreign collation"] = (q, o) => Ask(q, o, nameof(Sample.Cultural), (string?)null),
        ["texts without regard to case"] = (q, o) => Ask(q, o, nameof(Sample.Loose), (string?)null),
        ["arrays"] = (q, o) => Ask(q, o, nameof(Sample.Numbers), (int[]?)null),
        ["ranges"] = (q, o) => Ask(q, o, nameof(Sample.Range), (NpgsqlRange<int>?)null),
        ["addresses"] = (q, o) => Ask(q, o, nameof(Sample.Address), (IPAddress?)null),
        ["bits"] = (q, o) => Ask(q, o, nameof(Sample.Bits), (BitArray?)null),
        ["JSON"] = (q, o) => Ask(q, o, nameof(Sample.Json), (string?)null),
    };

    public static TheoryData<string, string> Cases(bool isSqlite)
    {
        var cases = new TheoryData<string, string>();
        foreach (var kind in Kinds.Keys.Where(k => !isSqlite || !OnPostgresOnly.Contains(k)))
        {
            foreach (var operation in new[] { "ascending", "descending", "page", "groups", "having", "ordered groups" })
            {
                cases.Add(kind, operation);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases), true)]
    public Task Values_are_ordered_and_grouped_as_in_one_database(string kind, string operation) => CheckAsync(kind, operation, isSqlite: true);

    [PostgresTheory]
    [MemberData(nameof(Cases), false)]
    public Task Values_are_ordered_and_grouped_as_in_one_database_on_PostgreSQL(string kind, string operation) => CheckAsync(kind, operation, isSqlite: false);

    private async Task CheckAsync(string kind, string operation, bool isSqlite)
    {
        await using var single = databases.Single(isSqlite);
        await using var sharded = databases.Sharded(isSqlite);
        var expected = await Kinds[kind](single.Samples, operation).ToListAsync();
        var actual = await Kinds[kind](sharded.Samples, operation).ToListAsync();
        Assert.NotEmpty(expected);
        if (operation is "groups")
        {
            expected.Sort(StringComparer.Ordinal);
            actual.Sort(StringComparer.Ordinal);
        }

        Assert.Equal(expected, actual);
    }

    // Run by the client, on what the database returned.
    private static string Tell(int count, long first, long last, long sum) => $"{count} rows from {first} to {last}, {sum}";

    /// <summary>Which rows, in which order; of groups how many rows each has and its ends, which tells them apart whatever form stands for a key.</summary>
    private static IQueryable<string> Ask<T>(IQueryable<Sample> samples, string operation, string property, T? _) => operation switch
    {
        "ascending" => samples.OrderBy(s => EF.Property<T>(s, property)).ThenBy(s => s.Id).Select(s => s.Id.ToString()),
        "descending" => samples.OrderByDescending(s => EF.Property<T>(s, property)).ThenByDescending(s => s.Id).Select(s => s.Id.ToString()),
        "page" => samples.OrderBy(s => EF.Property<T>(s, property)).ThenBy(s => s.Whole).ThenBy(s => s.Id).Skip(20).Take(30).Select(s => s.Id.ToString()),
        "groups" => samples.GroupBy(s => EF.Property<T>(s, property))
            .Select(g => Tell(g.Count(), g.Min(s => s.Id), g.Max(s => s.Id), g.Sum(s => s.Id))),
        "having" => samples.GroupBy(s => EF.Property<T>(s, property)).Where(g => g.Count() > 8).OrderByDescending(g => g.Count()).ThenBy(g => g.Min(s => s.Id))
            .Select(g => Tell(g.Count(), g.Min(s => s.Id), g.Max(s => s.Id), g.Sum(s => s.Id))),
        _ => samples.GroupBy(s => EF.Property<T>(s, property)).OrderBy(g => g.Key).Select(g => Tell(g.Count(), g.Min(s => s.Id), g.Max(s => s.Id), 0)).Skip(1).Take(3),
    };
}
