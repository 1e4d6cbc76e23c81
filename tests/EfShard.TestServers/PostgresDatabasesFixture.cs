using Xunit;

namespace EfShard.TestServers;

/// <summary>Fresh databases for all tests of a class: <c>IClassFixture&lt;PostgresDatabasesFixture&gt;</c>. Creates nothing while PostgreSQL tests are skipped.</summary>
public sealed class PostgresDatabasesFixture : IAsyncLifetime
{
    private PostgresDatabases? _databases;

    /// <summary>The databases.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL tests are skipped: mark the test as <c>[PostgresFact]</c>.</exception>
    public PostgresDatabases Databases => _databases ?? throw new InvalidOperationException(PostgresShards.SkipReason);

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        if (PostgresShards.SkipReason is null)
        {
            _databases = await PostgresShards.CreateDatabasesAsync("class");
        }
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        if (_databases is not null)
        {
            await _databases.DisposeAsync();
        }
    }
}
