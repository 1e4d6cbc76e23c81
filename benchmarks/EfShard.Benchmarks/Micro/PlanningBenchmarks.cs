using System.Linq.Expressions;
using BenchmarkDotNet.Attributes;
using EfShard.Benchmarks.Blog;
using EfShard.Model;
using EfShard.Planning;
using EfShard.Providers;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Benchmarks.Micro;

/// <summary>What the planner takes for a statement: once for each query that EF Core compiles, not for each execution.</summary>
public class PlanningBenchmarks
{
    private static readonly Dictionary<string, Func<BlogContext, IQueryable>> Queries = new()
    {
        ["point read"] = c => c.Users.Where(u => u.Id == 42),
        ["Include with Take"] = c => c.Users.Include(u => u.Posts).OrderBy(u => u.Name).Take(10),
        ["page of all"] = c => c.Posts.OrderByDescending(p => p.WrittenAt).ThenBy(p => p.Id).Skip(100).Take(20),
        ["groups"] = c => c.Users.GroupBy(u => u.City).Select(g => new { g.Key, Count = g.Count(), Last = g.Max(u => u.JoinedAt) }),
        ["join that is gathered"] = c => c.Posts.Join(c.Users, p => (long)p.TopicId, u => u.Id, (p, u) => new { p.Title, u.Name }),
    };

    private Subject _subject = null!;
    private StatementPlanner _planner = null!;
    private Expression _statement = null!;

    [ParamsSource(nameof(Names))]
    public string Query { get; set; } = "";

    public static IEnumerable<string> Names => Queries.Keys;

    [GlobalSetup]
    public void SetUp()
    {
        _subject = new Subject(4, group => group.Hash());
        _statement = _subject.StatementOf(Queries[Query]).Template.Plan.Original;
        _planner = new StatementPlanner(_subject.Model, new SqliteQueryDialect());
    }

    [GlobalCleanup]
    public void CleanUp() => _subject.Dispose();

    [Benchmark(Description = "plan")]
    public object Plan()
    {
        // How rows are gathered is worked out when a query first needs it; here it counts.
        var plan = _planner.Plan(_statement);
        return plan.Pushdown is null && plan.Gather is { } gather ? gather.Value : plan;
    }
}
