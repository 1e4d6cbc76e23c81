using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using EfShard.Diagnostics;
using Microsoft.Extensions.Logging;

namespace EfShard.Tests.Docs;

/// <summary>The tables of docs/observability.md are what the code has.</summary>
public sealed partial class ObservabilityTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(DocsTests.Root(), "docs/observability.md"));

    [Fact]
    public void Every_event_is_in_the_table_with_its_number()
    {
        var events = typeof(ShardingEventId).GetFields(BindingFlags.Public | BindingFlags.Static).ToDictionary(f => f.Name, f => (EventId)f.GetValue(null)!);

        Assert.All(events, e => Assert.Equal("EfShard." + e.Key, e.Value.Name));
        Assert.Equal(events.Count, events.Values.Select(e => e.Id).Distinct().Count());
        Assert.All(events.Values, e => Assert.InRange(e.Id, 40000, 40999));
        Assert.Equal(
            events.Select(e => $"{e.Value.Id} {e.Key}").Order(StringComparer.Ordinal), Rows("events").Select(r => $"{r[0]} {r[1]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_instrument_is_in_the_table_with_its_kind_and_unit()
    {
        foreach (var type in typeof(ShardingEventId).Assembly.GetTypes().Where(t => t.Namespace == "EfShard.Diagnostics" && t.TypeInitializer is not null))
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }

        var found = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == "EfShard")
            {
                Assert.False(string.IsNullOrWhiteSpace(instrument.Description), instrument.Name);
                found.Add($"{instrument.Name} {KindOf(instrument)} {instrument.Unit}");
            }
        };
        listener.Start();

        Assert.NotEmpty(found);
        Assert.Equal(found.Order(StringComparer.Ordinal), Rows("instruments").Select(r => $"{r[0]} {r[1]} {r[2]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_activity_and_tag_is_in_the_tables()
    {
        var constants = typeof(ShardingActivities).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral)
            .ToLookup(f => f.Name.EndsWith("Tag", StringComparison.Ordinal), f => (string)f.GetRawConstantValue()!);

        Assert.Equal(constants[false].Where(n => n.Contains('.')).Order(StringComparer.Ordinal), Rows("activities").Select(r => r[0]).Order(StringComparer.Ordinal));
        Assert.Equal(constants[true].Order(StringComparer.Ordinal), Rows("tags").Select(r => r[0]).Order(StringComparer.Ordinal));
    }

    private static string KindOf(Instrument instrument)
        => instrument.GetType().Name switch
        {
            "Counter`1" => "counter",
            "ObservableGauge`1" => "gauge",
            "ObservableUpDownCounter`1" => "up-down counter",
            var other => other,
        };

    /// <summary>The cells of a table between its marks, without backquotes.</summary>
    private static IReadOnlyList<string[]> Rows(string table)
    {
        var text = Regex.Match(Page, $"<!-- {table} -->(.*?)<!-- /{table} -->", RegexOptions.Singleline).Groups[1].Value;
        return [.. Row().Matches(text).Skip(2).Select(m => m.Groups[1].Value.Split('|').Select(c => c.Trim().Trim('`')).ToArray())];
    }

    [GeneratedRegex(@"^\| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
