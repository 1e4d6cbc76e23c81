using BenchmarkDotNet.Attributes;
using EfShard.Benchmarks.Blog;
using EfShard.Benchmarks.Scaling;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Benchmarks.Micro;

/// <summary>SaveChanges of 100 changed rows on Sqlite files: by plain EF Core on one, by EfShard on one of four, and on all four.</summary>
public class SavingBenchmarks
{
    private const int RowsAtOnce = 100;
    private static readonly BlogSize Size = new(Users: 800, PostsPerUser: 1, Topics: 1, AlsoWhole: false);

    private ScalingBlog _blog = null!;
    private DbContextOptions<BlogContext> _plain = null!;
    private long[] _ofOne = [];
    private long[] _ofAll = [];
    private int _turn;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _blog = await ScalingBlog.CreateAsync(4, Size);
        await using var context = new BlogContext(_blog.Options);
        var ids = Enumerable.Range(1, Size.Users).Select(id => (long)id).ToList();
        var home = context.Sharding().Shards[0];
        _ofOne = [.. ids.Where(id => context.Sharding().ShardOf<User>(id) == home).Take(RowsAtOnce)];
        _ofAll = [.. ids.GroupBy(id => context.Sharding().ShardOf<User>(id)).SelectMany(shard => shard.Take(RowsAtOnce / 4))];
        _plain = new DbContextOptionsBuilder<BlogContext>().UseSqlite(_blog.ConnectionStringOf(0)).Options;
    }

    [GlobalCleanup]
    public Task CleanUpAsync() => _blog.DisposeAsync().AsTask();

    [Benchmark(Baseline = true, Description = "plain EF Core, one database")]
    public int Plain() => Save(_plain, _ofOne);

    [Benchmark(Description = "EfShard, one of four shards")]
    public int OneShard() => Save(_blog.Options, _ofOne);

    [Benchmark(Description = "EfShard, four shards (BestEffort)")]
    public int FourShards() => Save(_blog.Options, _ofAll);

    private int Save(DbContextOptions<BlogContext> options, long[] ids)
    {
        using var context = new BlogContext(options);
        var city = $"City {_turn++}";
        foreach (var id in ids)
        {
            context.Attach(new User { Id = id }).Property(u => u.City).CurrentValue = city;
        }

        return context.SaveChanges();
    }
}
