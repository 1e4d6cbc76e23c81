using EfShard.Differential.Tests.Databases;
using EfShard.TestServers;

namespace EfShard.Differential.Tests.Matrix;

/// <summary>The matrix on both providers, run once for all tests that ask for it.</summary>
public sealed class MatrixFixture : IAsyncLifetime
{
    private readonly SqliteFixture _sqlite = new();
    private readonly PostgresFixture _postgres = new();
    private MatrixRun? _onSqlite;
    private MatrixRun? _onPostgres;

    internal MatrixRun Sqlite => _onSqlite ??= new(_sqlite.Databases);

    internal MatrixRun Postgres => _onPostgres ??= new(_postgres.Databases);

    public async Task InitializeAsync()
    {
        await _sqlite.InitializeAsync();
        await _postgres.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _sqlite.DisposeAsync();
        await _postgres.DisposeAsync();
    }
}
