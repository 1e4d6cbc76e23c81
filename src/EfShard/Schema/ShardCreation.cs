using System.Data.Common;
using EfShard.Providers;
using EfShard.Topology;

namespace EfShard.Schema;

/// <summary>
///     Creates one shard, or checks it where it is there: a map says that the tables before it are complete; tables without a map say that
///     nobody knows how the rows came there.
/// </summary>
internal sealed class ShardCreation(SchemaCommands commands, ShardMap map, DatabaseDialect dialect)
{
    public ShardSchemaOutcome EnsureCreated(ShardNode node, ShardDatabase database)
    {
        var created = false;
        if (!database.Creator.Exists())
        {
            database.Creator.Create();
            created = true;
        }
        else
        {
            // The tables of an only shard are adopted as they are: verifying writes the map.
            created = !(map.IsOnlyShard ? database.Creator.HasTables() : OnConnection(database, _ => map.RefuseTablesWithoutMap(node, database)));
        }

        if (created)
        {
            CreateTables(node, database);
        }

        OnConnection(database, connection =>
        {
            map.Verify(node, connection);
            return true;
        });
        return created ? ShardSchemaOutcome.Created : ShardSchemaOutcome.Unchanged;
    }

    public async Task<ShardSchemaOutcome> EnsureCreatedAsync(ShardNode node, ShardDatabase database, CancellationToken cancellationToken)
    {
        var created = false;
        if (!await database.Creator.ExistsAsync(cancellationToken).ConfigureAwait(false))
        {
            await database.Creator.CreateAsync(cancellationToken).ConfigureAwait(false);
            created = true;
        }
        else
        {
            created = !(map.IsOnlyShard
                ? await database.Creator.HasTablesAsync(cancellationToken).ConfigureAwait(false)
                : await OnConnectionAsync(database, _ => map.RefuseTablesWithoutMapAsync(node, database, cancellationToken), cancellationToken)
                    .ConfigureAwait(false));
        }

        if (created)
        {
            await CreateTablesAsync(node, database, cancellationToken).ConfigureAwait(false);
        }

        await OnConnectionAsync(
            database,
            async connection =>
            {
                await map.VerifyAsync(node, connection, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        return created ? ShardSchemaOutcome.Created : ShardSchemaOutcome.Unchanged;
    }

    /// <summary>Learns from a shard's map, if there is one, which shards are detached.</summary>
    public ShardSchemaOutcome Learn(ShardNode node, ShardDatabase database)
    {
        if (database.Creator.Exists())
        {
            OnConnection(database, connection =>
            {
                map.Refresh(node, connection);
                return true;
            });
        }

        return ShardSchemaOutcome.Unchanged;
    }

    /// <inheritdoc cref="Learn" />
    public async Task<ShardSchemaOutcome> LearnAsync(ShardNode node, ShardDatabase database, CancellationToken cancellationToken)
    {
        if (await database.Creator.ExistsAsync(cancellationToken).ConfigureAwait(false))
        {
            await OnConnectionAsync(
                database,
                async connection =>
                {
                    await map.RefreshAsync(node, connection, cancellationToken).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }

        return ShardSchemaOutcome.Unchanged;
    }

    /// <summary>Before a database is deleted.</summary>
    /// <exception cref="ShardMapException">It says that it is another shard: a connection string is the wrong one.</exception>
    public void RefuseAnothersDatabase(ShardNode node, ShardDatabase database)
        => OnConnection(database, connection =>
        {
            map.RefuseMapOfAnother(node, connection);
            return true;
        });

    /// <inheritdoc cref="RefuseAnothersDatabase" />
    public Task RefuseAnothersDatabaseAsync(ShardNode node, ShardDatabase database, CancellationToken cancellationToken)
        => OnConnectionAsync(
            database,
            async connection =>
            {
                await map.RefuseMapOfAnotherAsync(node, connection, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    public void CreateTables(ShardNode node, ShardDatabase database)
    {
        node.Forget();
        var (list, makesTypes) = commands.For(node);
        database.Executor.ExecuteNonQuery(list, database.Connection);
        if (makesTypes)
        {
            dialect.ReloadTypes(database.Connection);
        }
    }

    public async Task CreateTablesAsync(ShardNode node, ShardDatabase database, CancellationToken cancellationToken)
    {
        node.Forget();
        var (list, makesTypes) = commands.For(node);
        await database.Executor.ExecuteNonQueryAsync(list, database.Connection, cancellationToken).ConfigureAwait(false);
        if (makesTypes)
        {
            await dialect.ReloadTypesAsync(database.Connection, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes the map beside tables. Without them it is left to what makes them: a map would say that they are there.</summary>
    public ShardSchemaOutcome WriteMap(ShardNode node, ShardDatabase database, bool overwrite)
        => database.Creator.Exists() && database.Creator.HasTables() && OnConnection(database, connection => map.Write(node, connection, overwrite))
            ? ShardSchemaOutcome.Created
            : ShardSchemaOutcome.Unchanged;

    /// <inheritdoc cref="WriteMap" />
    public async Task<ShardSchemaOutcome> WriteMapAsync(ShardNode node, ShardDatabase database, bool overwrite, CancellationToken cancellationToken)
        => await database.Creator.ExistsAsync(cancellationToken).ConfigureAwait(false)
            && await database.Creator.HasTablesAsync(cancellationToken).ConfigureAwait(false)
            && await OnConnectionAsync(database, connection => map.WriteAsync(node, connection, overwrite, cancellationToken), cancellationToken)
                .ConfigureAwait(false)
                ? ShardSchemaOutcome.Created
                : ShardSchemaOutcome.Unchanged;

    private static T OnConnection<T>(ShardDatabase database, Func<DbConnection, T> work)
    {
        database.Connection.Open();
        try
        {
            return work(database.Connection.DbConnection);
        }
        finally
        {
            database.Connection.Close();
        }
    }

    private static async Task<T> OnConnectionAsync<T>(
        ShardDatabase database,
        Func<DbConnection, Task<T>> work,
        CancellationToken cancellationToken)
    {
        await database.Connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await work(database.Connection.DbConnection).ConfigureAwait(false);
        }
        finally
        {
            await database.Connection.CloseAsync().ConfigureAwait(false);
        }
    }
}
