using EfShard.TestServers;

namespace EfShard.Differential.Tests.Databases;

/// <summary>The PostgreSQL databases of a class of tests; none where PostgreSQL tests are skipped.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresTracker? _databases;

    /// <exception cref="InvalidOperationException">PostgreSQL tests are skipped: mark the test as <c>[PostgresFact]</c>.</exception>
    public TrackerDatabases Databases => _databases ?? throw new InvalidOperationException(PostgresShards.SkipReason);

    public async Task InitializeAsync()
    {
        if (PostgresShards.SkipReason is null)
        {
            _databases = await PostgresTracker.StartAsync();
            await _databases.CreateAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (_databases is not null)
        {
            await _databases.DisposeAsync();
        }
    }
}
