using EfShard.TestServers.Clusters;
using Npgsql;
using Testcontainers.PostgreSql;

namespace EfShard.TestServers.Provisioning;

/// <summary>One container for each server. Testcontainers' own reaper removes them after this process.</summary>
internal sealed class ContainerServers : IPostgresServers
{
    private const string Image = "postgres:17";

    private ContainerServers(IReadOnlyList<string> connectionStrings) => ConnectionStrings = connectionStrings;

    public string Source => $"containers of {Image}";

    public IReadOnlyList<string> ConnectionStrings { get; }

    public static async Task<IPostgresServers> StartAsync()
    {
        var containers = Enumerable.Range(0, PostgresShards.Count)
            .Select(_ => new PostgreSqlBuilder(Image)
                .WithCommand([.. NodeConfiguration.Arguments])
                .WithTmpfsMount("/var/lib/postgresql/data")
                .Build())
            .ToList();
        await Task.WhenAll(containers.Select(container => container.StartAsync()));
        return new ContainerServers([.. containers.Select(container => LimitPool(container.GetConnectionString()))]);
    }

    private static string LimitPool(string connectionString)
        => new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 20, IncludeErrorDetail = true }.ConnectionString;
}
