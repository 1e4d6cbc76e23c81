using System.Text;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Schema;

/// <summary>
///     EF's entry to schema work (<c>Database.EnsureCreated()</c>, <c>CanConnect()</c>, ...) over all shards, around the provider's creator,
///     which then works on one shard at a time. What fails on some shards throws once all have been tried.
/// </summary>
internal sealed class ShardedDatabaseCreator(IRelationalDatabaseCreator inner, IShardConnections connections, IServiceProvider services)
    : IRelationalDatabaseCreator
{
    private ShardSchema? _schema;

    /// <summary>The same work, with a report in place of an exception.</summary>
    public ShardSchema Schema => _schema ??= new ShardSchema(services, inner.GetType(), connections);

    public bool EnsureCreated() => Changed(Schema.EnsureCreated());

    public async Task<bool> EnsureCreatedAsync(CancellationToken cancellationToken = default)
        => Changed(await Schema.EnsureCreatedAsync(cancellationToken).ConfigureAwait(false));

    public bool EnsureDeleted() => Changed(Schema.EnsureDeleted());

    public async Task<bool> EnsureDeletedAsync(CancellationToken cancellationToken = default)
        => Changed(await Schema.EnsureDeletedAsync(cancellationToken).ConfigureAwait(false));

    public bool Exists() => Schema.All(creator => creator.Exists());

    public Task<bool> ExistsAsync(CancellationToken cancellationToken = default)
        => Schema.AllAsync(creator => creator.ExistsAsync(cancellationToken));

    public bool HasTables() => Schema.All(creator => creator.HasTables());

    public Task<bool> HasTablesAsync(CancellationToken cancellationToken = default)
        => Schema.AllAsync(creator => creator.HasTablesAsync(cancellationToken));

    // No, where a shard has no primary: EF Core's own asks without throwing.
    public bool CanConnect()
    {
        try
        {
            return Schema.All(creator => creator.CanConnect());
        }
        catch (ShardUnavailableException)
        {
            return false;
        }
    }

    public async Task<bool> CanConnectAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await Schema.AllAsync(creator => creator.CanConnectAsync(cancellationToken)).ConfigureAwait(false);
        }
        catch (ShardUnavailableException)
        {
            return false;
        }
    }

    public void Create()
        => Schema.Run((_, database) =>
        {
            database.Creator.Create();
            return ShardSchemaOutcome.Created;
        }).ThrowIfFailed();

    public async Task CreateAsync(CancellationToken cancellationToken = default)
        => (await Schema.RunAsync(
            async (_, database, token) =>
            {
                await database.Creator.CreateAsync(token).ConfigureAwait(false);
                return ShardSchemaOutcome.Created;
            },
            cancellationToken).ConfigureAwait(false)).ThrowIfFailed();

    public void Delete()
        => Schema.Run((node, database) =>
        {
            node.Forget();
            database.Creator.Delete();
            return ShardSchemaOutcome.Deleted;
        }).ThrowIfFailed();

    public async Task DeleteAsync(CancellationToken cancellationToken = default)
        => (await Schema.RunAsync(
            async (node, database, token) =>
            {
                node.Forget();
                await database.Creator.DeleteAsync(token).ConfigureAwait(false);
                return ShardSchemaOutcome.Deleted;
            },
            cancellationToken).ConfigureAwait(false)).ThrowIfFailed();

    public void CreateTables() => Schema.CreateTables().ThrowIfFailed();

    public async Task CreateTablesAsync(CancellationToken cancellationToken = default)
        => (await Schema.CreateTablesAsync(cancellationToken).ConfigureAwait(false)).ThrowIfFailed();

    /// <summary>One script a shard, one after the other, each under a comment that names the shard: rows and maps differ.</summary>
    public string GenerateCreateScript()
    {
        Schema.Commands.Prepare();
        var script = new StringBuilder();
        foreach (var node in Schema.Topology.Attached)
        {
            script.AppendLine($"-- Shard {node.Name}").AppendLine();
            foreach (var command in Schema.Commands.For(node, MigrationsSqlGenerationOptions.Script).Commands)
            {
                script.AppendLine(command.CommandText);
            }

            script.AppendLine();
        }

        return script.ToString();
    }

    private static bool Changed(ShardSchemaReport report)
    {
        report.ThrowIfFailed();
        return report.Changed;
    }
}
