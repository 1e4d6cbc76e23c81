using EfShard.Benchmarks.Databases;
using EfShard.Benchmarks.Measuring;
using EfShard.Benchmarks.SideBySide;

await using var database = args.Contains("--postgres") ? await PostgresBlog.CreateAsync() : await SqliteBlog.CreateAsync();
var filter = args.SkipWhile(a => a != "--filter").Skip(1).FirstOrDefault() ?? "";
await new SideBySideRun(database, new Duel(200, TimeSpan.FromMilliseconds(3)), Console.Out).RunAsync(filter);
