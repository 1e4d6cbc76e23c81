using EfShard.Benchmarks;
using EfShard.Benchmarks.Databases;
using EfShard.Benchmarks.FanOut;
using EfShard.Benchmarks.Measuring;
using EfShard.Benchmarks.Report;
using EfShard.Benchmarks.SideBySide;

if (Arguments.Parse(args) is not { } arguments)
{
    Console.Error.WriteLine(Arguments.Usage);
    return 2;
}

// 0: everything within the limits. 1: something is not.
var isWithinLimits = true;
if (arguments.Sqlite)
{
    await MeasureAsync("sqlite", SqliteBlog.CreateAsync);
}

if (arguments.Postgres)
{
    if (PostgresBlog.SkipReason is { } reason)
    {
        Console.WriteLine($"Not measured: {reason}");
    }
    else
    {
        await MeasureAsync("postgresql", PostgresBlog.CreateAsync);
    }
}

return isWithinLimits ? 0 : 1;

async Task MeasureAsync(string part, Func<Task<BlogDatabase>> create)
{
    var machine = Machine.Describe();
    await using var database = await create();
    var duel = new Duel(TimeSpan.FromSeconds(arguments.Seconds));
    Predicate<string> isWanted = name => arguments.Filter is null || name.Contains(arguments.Filter, StringComparison.OrdinalIgnoreCase);
    Console.WriteLine($"{machine} {database.Description}");
    var reads = await SideBySideRun.RunAsync(database, duel, isWanted);
    var others = await FanOutRun.RunAsync(database, duel, isWanted);
    isWithinLimits &= reads.All(r => r.IsWithinLimits);
    if (arguments.Filter is null)
    {
        BenchmarkDocument.Replace(part, $"{machine} {database.Description}\n\n{SideBySideTable.Write(reads)}\n\n{FanOutTable.Write(others)}");
    }
}
