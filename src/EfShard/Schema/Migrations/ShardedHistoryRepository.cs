using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace EfShard.Schema.Migrations;

/// <summary>
///     The history over all shards: a migration counts as applied when every shard has it, so that <c>GetPendingMigrations()</c> lists what
///     any shard is missing. Texts of SQL are the provider's.
/// </summary>
internal sealed class ShardedHistoryRepository(IHistoryRepository inner, IServiceProvider services) : IHistoryRepository
{
    /// <summary>The provider's own history, to be made anew over one shard's connection.</summary>
    public Type ProviderType => inner.GetType();

    public LockReleaseBehavior LockReleaseBehavior => inner.LockReleaseBehavior;

    private ShardSchema Schema => ((ShardedDatabaseCreator)services.GetRequiredService<IRelationalDatabaseCreator>()).Schema;

    public bool Exists() => Schema.AllDatabases(database => database.Creator.Exists() && database.History.Exists());

    public Task<bool> ExistsAsync(CancellationToken cancellationToken = default)
        => Schema.AllDatabasesAsync(async database => await database.Creator.ExistsAsync(cancellationToken).ConfigureAwait(false)
            && await database.History.ExistsAsync(cancellationToken).ConfigureAwait(false));

    public void Create() => Schema.Run((_, database) =>
    {
        database.History.Create();
        return ShardSchemaOutcome.Created;
    }).ThrowIfFailed();

    public async Task CreateAsync(CancellationToken cancellationToken = default) => (await Schema.RunAsync(
        async (_, database, token) =>
        {
            await database.History.CreateAsync(token).ConfigureAwait(false);
            return ShardSchemaOutcome.Created;
        },
        cancellationToken).ConfigureAwait(false)).ThrowIfFailed();

    public IReadOnlyList<HistoryRow> GetAppliedMigrations()
    {
        List<IReadOnlyList<HistoryRow>> histories = [];
        Schema.AllDatabases(database =>
        {
            histories.Add(database.Creator.Exists() ? database.History.GetAppliedMigrations() : []);
            return true;
        });
        return OnAll(histories);
    }

    public async Task<IReadOnlyList<HistoryRow>> GetAppliedMigrationsAsync(CancellationToken cancellationToken = default)
    {
        List<IReadOnlyList<HistoryRow>> histories = [];
        await Schema.AllDatabasesAsync(async database =>
        {
            histories.Add(await database.Creator.ExistsAsync(cancellationToken).ConfigureAwait(false)
                ? await database.History.GetAppliedMigrationsAsync(cancellationToken).ConfigureAwait(false)
                : []);
            return true;
        }).ConfigureAwait(false);
        return OnAll(histories);
    }

    public IMigrationsDatabaseLock AcquireDatabaseLock() => throw OneShardAtATime();

    public Task<IMigrationsDatabaseLock> AcquireDatabaseLockAsync(CancellationToken cancellationToken = default) => throw OneShardAtATime();

    public string GetCreateScript() => inner.GetCreateScript();

    public string GetCreateIfNotExistsScript() => inner.GetCreateIfNotExistsScript();

    public string GetInsertScript(HistoryRow row) => inner.GetInsertScript(row);

    public string GetDeleteScript(string migrationId) => inner.GetDeleteScript(migrationId);

    public string GetBeginIfNotExistsScript(string migrationId) => inner.GetBeginIfNotExistsScript(migrationId);

    public string GetBeginIfExistsScript(string migrationId) => inner.GetBeginIfExistsScript(migrationId);

    public string GetEndIfScript() => inner.GetEndIfScript();

    private static IReadOnlyList<HistoryRow> OnAll(List<IReadOnlyList<HistoryRow>> histories)
        => histories[0].Where(row => histories.TrueForAll(history => history.Any(other => other.MigrationId == row.MigrationId))).ToArray();

    private static NotSupportedException OneShardAtATime()
        => new("The migrations of a sharded context lock each shard by themselves. Call Database.Migrate() instead of locking.");
}
