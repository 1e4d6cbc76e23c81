using EfShard.Benchmarks;
using EfShard.Benchmarks.Blog;
using EfShard.Benchmarks.ByHand;
using EfShard.Benchmarks.Databases;
using EfShard.Benchmarks.FanOut;
using EfShard.Benchmarks.Measuring;
using EfShard.Benchmarks.Micro;
using EfShard.Benchmarks.Queries;
using EfShard.Benchmarks.Replicas;
using EfShard.Benchmarks.Report;
using EfShard.Benchmarks.Scaling;
using EfShard.Benchmarks.SideBySide;
using EfShard.Benchmarks.Writes;
using EfShard.TestServers;

if (Arguments.Parse(args) is not { } arguments)
{
    Console.Error.WriteLine(Arguments.Usage);
    return 2;
}

// 0: everything within the limits. 1: something is not.
var isWithinLimits = true;
Predicate<string> isWanted = name => arguments.Filter is null || name.Contains(arguments.Filter, StringComparison.OrdinalIgnoreCase);
if (arguments.Suite == Arguments.Scaling)
{
    await ScalingAsync();
    return 0;
}

if (arguments.Suite == Arguments.Micro)
{
    Micro();
    return 0;
}

if (arguments.Suite == Arguments.Replicas)
{
    await ReplicasAsync();
    return isWithinLimits ? 0 : 1;
}

if (arguments.Sqlite)
{
    await MeasureAsync("sqlite", SqliteBlog.CreateAsync, database => new SqliteShipping(database));
}

if (arguments.Postgres)
{
    if (PostgresBlog.SkipReason is { } reason)
    {
        Console.WriteLine($"Not measured: {reason}");
    }
    else
    {
        await MeasureAsync("postgresql", PostgresBlog.CreateAsync, database => new PostgresShipping(database));
    }
}

return isWithinLimits ? 0 : 1;

async Task MeasureAsync(string part, Func<BlogSize, Task<BlogDatabase>> create, Func<BlogDatabase, IShipping> ship)
{
    var machine = Machine.Describe();
    await using var database = await create(arguments.Suite == Arguments.Queries ? BlogSize.Large : BlogSize.Small);
    Console.WriteLine($"{machine} {database.Description}");
    var tables = await (arguments.Suite switch
    {
        Arguments.SideBySide => SideBySideAsync(database),
        Arguments.Writes => WritesAsync(database),
        _ => QueriesAsync(database, ship(database)),
    });
    if (arguments.Filter is null)
    {
        BenchmarkDocument.Replace($"{arguments.Suite} {part}", $"{machine} {database.Description}\n\n{tables}");
    }
}

async Task ScalingAsync()
{
    var machine = Machine.Describe();
    Console.WriteLine(machine);
    var table = ScalingTable.Write(await ScalingRun.RunAsync(new Race(TimeSpan.FromSeconds(arguments.Seconds), fewestRounds: 50), isWanted));
    if (arguments.Filter is null)
    {
        BenchmarkDocument.Replace("scaling sqlite", $"{machine} Sqlite, synchronous methods, a new context for each operation.\n\n{table}");
    }
}

async Task ReplicasAsync()
{
    if (new ClusterFactAttribute().Skip is { } reason)
    {
        Console.WriteLine($"Not measured: {reason}");
        return;
    }

    var machine = Machine.Describe();
    Console.WriteLine(machine);
    var results = await ReplicaRun.RunAsync(new Race(TimeSpan.FromSeconds(arguments.Seconds), fewestRounds: 200), isWanted);
    isWithinLimits &= results.All(r => r.IsWithinLimit);
    if (arguments.Filter is null)
    {
        BenchmarkDocument.Replace(Arguments.Replicas, $"{machine} PostgreSQL with a streaming replica on the same machine.\n\n{ReplicaTable.Write(results)}");
    }
}

void Micro()
{
    var machine = Machine.Describe();
    Console.WriteLine(machine);
    var tables = MicroRun.Run(isWanted);
    Console.WriteLine(tables);
    if (arguments.Filter is null)
    {
        BenchmarkDocument.Replace(Arguments.Micro, $"{machine}\n\n{tables}");
    }
}

async Task<string> SideBySideAsync(BlogDatabase database)
{
    var race = new Race(TimeSpan.FromSeconds(arguments.Seconds), fewestRounds: 200);
    var reads = await SideBySideRun.RunAsync(database, race, isWanted);
    var others = await FanOutRun.RunAsync(database, race, isWanted);
    isWithinLimits &= reads.All(r => r.IsWithinLimits);
    return $"{SideBySideTable.Write(reads)}\n\n{FanOutTable.Write(others)}";
}

async Task<string> WritesAsync(BlogDatabase database)
{
    var results = await WriteRun.RunAsync(database, new Race(TimeSpan.FromSeconds(arguments.Seconds), fewestRounds: 5, warmUps: 5), isWanted);
    isWithinLimits &= results.All(r => r.IsWithinLimits);
    return WriteTable.Write(results);
}

async Task<string> QueriesAsync(BlogDatabase database, IShipping shipping)
{
    var results = await QueryRun.RunAsync(new QueryCases(database, shipping), new Race(TimeSpan.FromSeconds(arguments.Seconds), fewestRounds: 9, warmUps: 5), isWanted);
    isWithinLimits &= results.All(r => r.IsWithinLimit);
    if (!isWanted("stream"))
    {
        return QueryTable.Write(results);
    }

    var stream = await StreamRun.RunAsync(database);
    isWithinLimits &= stream[^1].IsWithin(stream[0], stream[1]);
    return $"{QueryTable.Write(results)}\n\n{StreamTable.Write(stream)}";
}
