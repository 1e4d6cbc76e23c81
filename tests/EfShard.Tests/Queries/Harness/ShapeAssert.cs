using System.Collections;
using System.Text;
using Xunit.Sdk;

namespace EfShard.Tests.Queries.Harness;

/// <summary>Compares two outcomes, and says where they differ together with the commands that were sent.</summary>
internal static class ShapeAssert
{
    private const int Shown = 12;

    public static void Same(QueryShape shape, Outcome expected, Outcome actual, IReadOnlyList<RecordedCommand> commands)
    {
        if (expected.Exception is not null != shape.Has(ShapeTraits.Throws))
        {
            Fail(shape, $"one database: {Says(expected)}", []);
        }

        if (expected.Exception is not null || actual.Exception is not null)
        {
            if (expected.Exception?.GetType() != actual.Exception?.GetType() || expected.Exception!.Message != actual.Exception!.Message)
            {
                Fail(shape, $"one database: {Says(expected)}\nshards: {Says(actual)}\n{actual.Exception}", commands);
            }

            return;
        }

        var (one, many) = (expected.Result!, actual.Result!);
        var ordered = shape.Order != RowOrder.None;
        Compare(shape, "rows", Sorted(one.Rows, ordered), Sorted(many.Rows, ordered), commands);
        Compare(shape, "entities", one.Entities, many.Entities, commands);
        Compare(shape, "tracked", one.Tracked, many.Tracked, commands);
        if (shape.TieKey is { } key)
        {
            Compare(shape, "sort keys", Keys(expected.Value!, key), Keys(actual.Value!, key), commands);
        }
    }

    public static void Asked(QueryShape shape, IReadOnlyList<RecordedCommand> commands)
    {
        var databases = commands.Select(c => c.Database).Distinct().Order(StringComparer.Ordinal).ToArray();
        var (least, most) = shape.Asked switch
        {
            Harness.Asked.None => (0, 0),
            Harness.Asked.One => (1, 1),
            Harness.Asked.Some => (2, 3),
            _ => (4, 4),
        };
        if (databases.Length > most || databases.Length < (shape.Has(ShapeTraits.MayStopEarly) ? 0 : least))
        {
            Fail(shape, $"expected to ask {shape.Asked} of the shards, but asked [{string.Join(", ", databases)}]", commands);
        }

        if (databases.Any(d => d is "single" or "unknown database"))
        {
            Fail(shape, "a command went to a database that is no shard", commands);
        }
    }

    private static void Compare(
        QueryShape shape, string what, IReadOnlyList<string> expected, IReadOnlyList<string> actual, IReadOnlyList<RecordedCommand> commands)
    {
        if (expected.SequenceEqual(actual))
        {
            return;
        }

        var text = new StringBuilder($"{what} differ: {expected.Count} from one database, {actual.Count} from the shards\n");
        Differences(text, "missing", expected, actual);
        Differences(text, "too many", actual, expected);
        for (var i = 0; i < Math.Min(expected.Count, actual.Count); i++)
        {
            if (expected[i] != actual[i])
            {
                text.AppendLine($"  first difference at {i}:\n    expected {expected[i]}\n    actual   {actual[i]}");
                break;
            }
        }

        Fail(shape, text.ToString(), commands);
    }

    private static void Differences(StringBuilder text, string title, IReadOnlyList<string> all, IReadOnlyList<string> others)
    {
        var counts = others.GroupBy(x => x).ToDictionary(g => g.Key, g => g.Count());
        var left = all.Where(x => !counts.TryGetValue(x, out var n) || (counts[x] = n - 1) < 0).ToList();
        foreach (var line in left.Take(Shown))
        {
            text.AppendLine($"  {title}: {line}");
        }

        if (left.Count > Shown)
        {
            text.AppendLine($"  {title}: {left.Count - Shown} more");
        }
    }

    private static IReadOnlyList<string> Sorted(IReadOnlyList<string> rows, bool ordered)
        => ordered ? rows : [.. rows.Order(StringComparer.Ordinal)];

    private static List<string> Keys(object rows, Func<object, object?> key)
        => [.. ((IEnumerable)rows).Cast<object>().Select(r => key(r)?.ToString() ?? "null")];

    private static string Says(Outcome outcome)
        => outcome.Exception is { } e ? $"{e.GetType().Name}: {e.Message}" : $"{outcome.Result!.Rows.Count} rows";

    private static void Fail(QueryShape shape, string problem, IReadOnlyList<RecordedCommand> commands)
        => throw new XunitException($"{shape}: {problem}\n{string.Join('\n', commands.Take(8).Select(c => $"[{c.Database}] {c.Text}"))}");
}
