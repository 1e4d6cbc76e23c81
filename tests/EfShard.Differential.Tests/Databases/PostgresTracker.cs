using EfShard.Differential.Tests.Model;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Differential.Tests.Databases;

/// <summary>Thirteen databases on four PostgreSQL servers.</summary>
public sealed class PostgresTracker : TrackerDatabases
{
    private readonly Dictionary<Layout, PostgresDatabases> _databases;

    private PostgresTracker(Dictionary<Layout, PostgresDatabases> databases) => _databases = databases;

    public override string Provider => "postgres";

    protected override string SingleConnectionString => _databases[Layout.Colocated].Single;

    protected override string WithoutConstraints => "SET session_replication_role = replica";

    public static async Task<PostgresTracker> StartAsync()
    {
        var databases = new Dictionary<Layout, PostgresDatabases>();
        foreach (var layout in Layouts)
        {
            databases[layout] = await PostgresShards.CreateDatabasesAsync($"differential_{layout}");
        }

        return new(databases);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var databases in _databases.Values)
        {
            await databases.DisposeAsync();
        }
    }

    protected override string ConnectionString(Layout layout, string shard) => _databases[layout].Shards[int.Parse(shard[1..])];

    protected override void UseProvider(DbContextOptionsBuilder options, string? connectionString)
        => _ = connectionString is null ? options.UseNpgsql() : options.UseNpgsql(connectionString);
}
