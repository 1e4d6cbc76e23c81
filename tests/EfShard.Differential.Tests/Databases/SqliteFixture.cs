namespace EfShard.Differential.Tests.Databases;

/// <summary>The Sqlite databases of a class of tests.</summary>
public sealed class SqliteFixture : IAsyncLifetime
{
    public TrackerDatabases Databases { get; } = new SqliteTracker();

    public Task InitializeAsync() => Databases.CreateAsync();

    public async Task DisposeAsync() => await Databases.DisposeAsync();
}
