using EfShard.Benchmarks.Blog;
using EfShard.Execution;
using EfShard.Integration;
using EfShard.Model;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Benchmarks.Micro;

/// <summary>A sharded model whose databases are never opened, for what happens before anything is sent.</summary>
internal sealed class Subject : IDisposable
{
    private readonly BlogContext _context;

    public Subject(int shards, Action<ShardGroupBuilder> place)
    {
        _context = new BlogContext(new DbContextOptionsBuilder<BlogContext>().UseSqlite().UseSharding(sharding =>
        {
            for (var shard = 0; shard < shards; shard++)
            {
                sharding.AddShard($"s{shard}", $"Data Source=never-opened-{shard}.db");
            }

            sharding.Group("default", place);
        }).Options);
    }

    public ShardModel Model => ShardModel.Of(_context.Model);

    public ShardTopology Topology => ((ShardedConnection)_context.GetService<IRelationalConnection>()).Connections.Topology;

    /// <summary>A query's statement, as it is cached, and the values of its parameters.</summary>
    public (StatementTemplate Template, IReadOnlyDictionary<string, object?> Parameters) StatementOf(Func<BlogContext, IQueryable> query)
    {
        var outer = PlanProbe.Current;
        var probe = PlanProbe.Current = new PlanProbe();
        try
        {
            query(_context).ToQueryString();
            var (template, parameters) = probe.Statements.Single();
            return (template, parameters.ParameterValues!);
        }
        finally
        {
            PlanProbe.Current = outer;
        }
    }

    public void Dispose() => _context.Dispose();
}
