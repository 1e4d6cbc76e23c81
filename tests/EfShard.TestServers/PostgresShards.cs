using EfShard.TestServers.Clusters;
using EfShard.TestServers.Provisioning;

namespace EfShard.TestServers;

/// <summary>
///     The four PostgreSQL servers that all tests of a process share: from EFSHARD_TEST_POSTGRES, else from a Docker engine, else from
///     this machine's server binaries. Chosen and started once, at the first use.
/// </summary>
public static class PostgresShards
{
    /// <summary>The number of servers.</summary>
    public const int Count = 4;

    private static readonly Lazy<Task<IPostgresServers>> Servers = new(StartAsync);

    /// <summary>Why tests that need PostgreSQL are skipped; null when they run (or, in CI, fail for want of a server).</summary>
    public static string? SkipReason { get; } =
        IsSet("EFSHARD_SQLITE_ONLY", "1") ? "PostgreSQL: switched off by EFSHARD_SQLITE_ONLY=1."
        : Choose() is null && !IsSet("CI", "true") ? Missing
        : null;

    private static string Missing =>
        "PostgreSQL: no servers. EFSHARD_TEST_POSTGRES is not set, no Docker engine answers, and no server binaries are installed. "
        + "Install the package postgresql, start Docker, or give four connection strings separated by '|'.";

    /// <summary>Creates an empty database on each server, and one more on the first to compare with one database.</summary>
    /// <param name="name">Part of the databases' names, to recognise them by: the test class, say.</param>
    /// <exception cref="InvalidOperationException">There are no servers, or they do not start.</exception>
    public static async Task<PostgresDatabases> CreateDatabasesAsync(string name)
    {
        var servers = await Servers.Value;
        var databases = await PostgresDatabases.CreateAsync(servers.ConnectionStrings, name);
        TestRecord.Write($"databases on {servers.Source}");
        return databases;
    }

    private static Task<IPostgresServers> StartAsync()
        => SkipReason is { } reason ? throw new InvalidOperationException(reason)
            : Choose() is { } start ? start()
            : throw new InvalidOperationException(Missing);

    private static Func<Task<IPostgresServers>>? Choose()
        => GivenServers.AreGiven ? GivenServers.StartAsync
            : DockerEngine.Answers ? ContainerServers.StartAsync
            : PostgresBinaries.Folder is not null ? LocalServers.StartAsync
            : null;

    private static bool IsSet(string variable, string value)
        => string.Equals(Environment.GetEnvironmentVariable(variable), value, StringComparison.OrdinalIgnoreCase);
}
