using EfShard.Tests.Queries.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Queries.Periods;

/// <summary>Five PostgreSQL databases, asked by sessions far from UTC, in a zone that changes its clocks.</summary>
public sealed class PostgresPeriodDatabases : PeriodDatabases
{
    private PostgresDatabases? _databases;

    public override CommandRecorder Recorder => field ??= new(
        connection => "s" + _databases!.Shards.ToList().FindIndex(s => s.Contains($"Port={connection.DataSource.Split(':')[^1]};", StringComparison.OrdinalIgnoreCase)));

    protected override TimeSpan Step => TimeSpan.FromMicroseconds(1);

    public override async Task InitializeAsync()
    {
        if (PostgresShards.SkipReason is null)
        {
            _databases = await PostgresShards.CreateDatabasesAsync("periods");
            await CreateAsync();
        }
    }

    public override async Task DisposeAsync()
    {
        if (_databases is not null)
        {
            await _databases.DisposeAsync();
        }
    }

    protected override void UseSingle(DbContextOptionsBuilder options) => options.UseNpgsql(FarAway(_databases!.Single));

    protected override void UseShards(DbContextOptionsBuilder options) => options.UseNpgsql().UseSharding(sharding =>
    {
        for (var i = 0; i < 4; i++)
        {
            sharding.AddShard($"s{i}", FarAway(_databases!.Shards[i]));
        }

        PeriodContext.Shard(sharding);
    });

    private static string FarAway(string connectionString) => connectionString + ";Timezone=America/New_York";
}
