using EfShard.Differential.Tests.Model;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EfShard.Differential.Tests.Databases;

/// <summary>
///     The same rows four times: in one database, and over four shards in each layout. Plain EF Core fills them all, each shard with the rows
///     that belong there, so that what reads is tested apart from what writes.
/// </summary>
public abstract class TrackerDatabases : IAsyncDisposable
{
    /// <summary>The layouts that are compared with one database.</summary>
    public static readonly IReadOnlyList<Layout> Layouts = [Layout.Colocated, Layout.Scattered, Layout.Mixed];

    /// <summary>The shards' names.</summary>
    protected static readonly IReadOnlyList<string> Shards = ["s0", "s1", "s2", "s3"];

    private const string UnshardedOn = "s0";

    private World? _world;

    /// <summary>The provider's name, as in the names of files and tests.</summary>
    public abstract string Provider { get; }

    /// <summary>One database, without EfShard.</summary>
    public TrackerContext Single() => Plain(SingleConnectionString);

    /// <summary>Four shards.</summary>
    /// <param name="layout">Where the rows live.</param>
    /// <param name="gathersAll">Whether rows are brought together also for what the shards can answer: what cheaper tiers are measured by.</param>
    public TrackerContext Sharded(Layout layout, bool gathersAll = false)
        => new(Options(null).UseSharding(sharding =>
        {
            foreach (var shard in Shards)
            {
                sharding.AddShard(shard, ConnectionString(layout, shard));
            }

            // Few rows are many enough here to read a page keys first.
            Group(sharding, layout).UnshardedOn(UnshardedOn).KeysFirst(layout is Layout.Scattered ? 200 : 0)
                .Gather(GatherPolicy.Allow).Gather(gathersAll ? GatherMode.Always : GatherMode.AsNeeded);
        }).Options, layout);

    /// <summary>Makes the databases, without rows.</summary>
    public async Task CreateAsync()
    {
        await using (var single = Single())
        {
            await single.Database.EnsureCreatedAsync();
            await single.Database.ExecuteSqlRawAsync(TrackerModel.CreateView);
        }

        foreach (var layout in Layouts)
        {
            await using var sharded = Sharded(layout);
            await sharded.Database.EnsureCreatedAsync();
            foreach (var shard in Shards)
            {
                await using var plain = Plain(ConnectionString(layout, shard));
                await plain.Database.ExecuteSqlRawAsync(TrackerModel.CreateView);
            }
        }
    }

    /// <summary>Empties every table and fills it with the rows of a world.</summary>
    public async Task FillAsync(World world)
    {
        if (_world == world)
        {
            return;
        }

        _world = null;
        await FillAsync(SingleConnectionString, world.Rows());
        foreach (var layout in Layouts)
        {
            await using var sharded = Sharded(layout);
            foreach (var shard in Shards)
            {
                await FillAsync(ConnectionString(layout, shard), world.Rows().Where(row => IsOn(sharded, row, shard)));
            }
        }

        _world = world;
    }

    public abstract ValueTask DisposeAsync();

    protected abstract string SingleConnectionString { get; }

    protected abstract string ConnectionString(Layout layout, string shard);

    protected abstract void UseProvider(DbContextOptionsBuilder options, string? connectionString);

    /// <summary>The statement that keeps foreign keys from being checked on the open connection.</summary>
    protected abstract string WithoutConstraints { get; }

    private static ShardingOptionsBuilder Group(ShardingOptionsBuilder sharding, Layout layout)
        => layout switch
        {
            Layout.Colocated => sharding.Group("default", group => group.Range<long>(range => range
                .Below(World.Borders[0] + 1, "s0").Below(World.Borders[1] + 1, "s1").Below(World.Borders[2] + 1, "s2").Rest("s3"))),
            Layout.Scattered => sharding.Group(ScatteredLayout.Messages, group => group.ConsistentHash().Shards("s1", "s3")),
            _ => sharding.Group(MixedLayout.Payments, group => group.Range<long>(range => range.Below(6, "s3").Below(15, "s1").Rest("s0"))),
        };

    private static bool IsOn(TrackerContext sharded, object row, string shard)
        => (sharded.Layout is Layout.Mixed && row is Tag or Article or Plan) || sharded.Sharding().ShardOf(row).Name == shard;

    private async Task FillAsync(string connectionString, IEnumerable<object> rows)
    {
        await using var context = Plain(connectionString);
        await context.Database.OpenConnectionAsync();
        await context.Database.ExecuteSqlRawAsync(WithoutConstraints);
        await using var transaction = await context.Database.BeginTransactionAsync();
        foreach (var table in context.Model.GetRelationalModel().Tables)
        {
#pragma warning disable EF1002, EF1003 // The names come from the model.
            await context.Database.ExecuteSqlRawAsync("DELETE FROM \"" + table.Name + "\"");
#pragma warning restore EF1002, EF1003
        }

        context.ChangeTracker.AutoDetectChangesEnabled = false;
        context.AddRange(rows);
        await context.SaveChangesAsync();
        await transaction.CommitAsync();
    }

    private TrackerContext Plain(string connectionString) => new(Options(connectionString).Options, Layout.None);

    private DbContextOptionsBuilder Options(string? connectionString)
    {
        var options = new DbContextOptionsBuilder<TrackerContext>();
        UseProvider(options, connectionString);
        return options.ReplaceService<IModelCacheKeyFactory, LayoutModelCacheKeyFactory>();
    }
}
