using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace EfShard.Schema.Migrations;

/// <summary>
///     EF Core's entry to migrations (<c>Database.Migrate()</c>, <c>dotnet ef database update</c>, <c>dotnet ef migrations script</c>) over all
///     shards. What fails on some shards throws once all have been tried.
/// </summary>
internal sealed class ShardedMigrator(IMigrator inner, IServiceProvider services) : IMigrator
{
    private ShardSchema? _schema;

    private ShardSchema Schema => _schema ??= ((ShardedDatabaseCreator)services.GetRequiredService<IRelationalDatabaseCreator>()).Schema;

    public void Migrate(string? targetMigration = null) => Schema.Migrate(targetMigration).ThrowIfFailed();

    public async Task MigrateAsync(string? targetMigration = null, CancellationToken cancellationToken = default)
        => (await Schema.MigrateAsync(targetMigration, cancellationToken).ConfigureAwait(false)).ThrowIfFailed();

    public string GenerateScript(
        string? fromMigration = null,
        string? toMigration = null,
        MigrationsSqlGenerationOptions options = MigrationsSqlGenerationOptions.Default)
    {
        var assembly = services.GetRequiredService<IMigrationsAssembly>();
        var fromNothing = string.IsNullOrEmpty(fromMigration) || fromMigration == Migration.InitialDatabase;
        var from = fromNothing ? null : assembly.GetMigrationId(fromMigration!);
        var applied = assembly.Migrations.Keys.Where(id => from is not null && string.Compare(id, from, StringComparison.OrdinalIgnoreCase) <= 0);
        var script = new MigrationScript(
            Schema.PreparedMigrations(),
            services.GetRequiredService<IHistoryRepository>(),
            services.GetRequiredService<ISqlGenerationHelper>());
        return script.Write(Schema.Topology, [.. new MigrationSteps(assembly, toMigration).From(applied)], fromNothing, options);
    }

    public bool HasPendingModelChanges() => inner.HasPendingModelChanges();
}
