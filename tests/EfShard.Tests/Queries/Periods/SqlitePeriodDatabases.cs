using EfShard.Tests.Queries.Harness;
using EfShard.Tests.Schema;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Queries.Periods;

/// <summary>Five Sqlite files, which keep times to the tick.</summary>
public sealed class SqlitePeriodDatabases : PeriodDatabases
{
    private readonly SqliteFiles _files = new();

    public override CommandRecorder Recorder { get; } = new(connection => Path.GetFileNameWithoutExtension(connection.DataSource));

    protected override TimeSpan Step => TimeSpan.FromTicks(1);

    public override Task InitializeAsync() => CreateAsync();

    public override Task DisposeAsync()
    {
        _files.Dispose();
        return Task.CompletedTask;
    }

    protected override void UseSingle(DbContextOptionsBuilder options) => options.UseSqlite(_files["single"]);

    protected override void UseShards(DbContextOptionsBuilder options) => options.UseSqlite().UseSharding(sharding =>
    {
        _files.Shards("s0", "s1", "s2", "s3")(sharding);
        PeriodContext.Shard(sharding);
    });
}
