namespace EfShard.Tests.Update.Harness;

/// <summary>Each test has four fresh Sqlite files.</summary>
public abstract class SqliteDeskTests : IAsyncLifetime
{
    protected SqliteDesk Desk { get; } = new();

    public Task InitializeAsync() => Desk.InitializeAsync();

    public Task DisposeAsync() => Desk.DisposeAsync();
}
