using EfShard.Providers;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EfShard.Schema.Migrations;

/// <summary>
///     Brings one shard to a migration: its map first, so that nobody takes the half-made database for somebody else's, then one migration
///     after the other, each in a transaction of its own with its row in the history. What is done stays done; a second run goes on.
/// </summary>
internal sealed class ShardMigrations(MigrationCommands commands, MigrationSteps steps, ShardMap map, DatabaseDialect dialect, MigrationLog log)
{
    public void Run(ShardNode node, ShardDatabase database)
    {
        node.Forget();
        if (!database.Creator.Exists())
        {
            database.Creator.Create();
        }

        database.Connection.Open();
        try
        {
            if (!map.IsOnlyShard)
            {
                map.RefuseTablesWithoutMap(node, database);
            }

            map.Write(node, database.Connection.DbConnection, overwrite: false);
            using var held = IsHeldThroughout(database) ? database.History.AcquireDatabaseLock() : null;
            database.History.CreateIfNotExists();
            while (database.Strategy.Execute(() => RunNext(node, database, held)))
            {
            }
        }
        finally
        {
            database.Connection.Close();
        }
    }

    public async Task RunAsync(ShardNode node, ShardDatabase database, CancellationToken cancellationToken)
    {
        node.Forget();
        if (!await database.Creator.ExistsAsync(cancellationToken).ConfigureAwait(false))
        {
            await database.Creator.CreateAsync(cancellationToken).ConfigureAwait(false);
        }

        await database.Connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var connection = database.Connection.DbConnection;
            if (!map.IsOnlyShard)
            {
                await map.RefuseTablesWithoutMapAsync(node, database, cancellationToken).ConfigureAwait(false);
            }

            await map.WriteAsync(node, connection, overwrite: false, cancellationToken).ConfigureAwait(false);
            var held = IsHeldThroughout(database) ? await database.History.AcquireDatabaseLockAsync(cancellationToken).ConfigureAwait(false) : null;
            try
            {
                await database.History.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
                while (await database.Strategy.ExecuteAsync(token => RunNextAsync(node, database, held, token), cancellationToken).ConfigureAwait(false))
                {
                }
            }
            finally
            {
                if (held is not null)
                {
                    await held.DisposeAsync().ConfigureAwait(false);
                }
            }
        }
        finally
        {
            await database.Connection.CloseAsync().ConfigureAwait(false);
        }
    }

    // Elsewhere the lock is one of the transaction, and each migration takes it anew.
    private static bool IsHeldThroughout(ShardDatabase database) => database.History.LockReleaseBehavior is not LockReleaseBehavior.Transaction;

    private bool RunNext(ShardNode node, ShardDatabase database, IMigrationsDatabaseLock? held)
    {
        var state = new MigrationExecutionState { Transaction = database.Connection.BeginTransaction() };
        try
        {
            state.DatabaseLock = held ?? database.History.AcquireDatabaseLock();
            if (steps.Next(database.History.GetAppliedMigrations().Select(row => row.MigrationId)) is not { } step)
            {
                return false;
            }

            var entry = log.Begin(node, step);
            var (list, makesTypes) = commands.For(node, step, database.History);
            database.Executor.ExecuteNonQuery(list, database.Connection, state, commitTransaction: true);
            if (makesTypes)
            {
                dialect.ReloadTypes(database.Connection);
            }

            log.End(entry);
            return true;
        }
        finally
        {
            state.Transaction?.Dispose();
        }
    }

    private async Task<bool> RunNextAsync(ShardNode node, ShardDatabase database, IMigrationsDatabaseLock? held, CancellationToken cancellationToken)
    {
        var state = new MigrationExecutionState { Transaction = await database.Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false) };
        try
        {
            state.DatabaseLock = held ?? await database.History.AcquireDatabaseLockAsync(cancellationToken).ConfigureAwait(false);
            var applied = await database.History.GetAppliedMigrationsAsync(cancellationToken).ConfigureAwait(false);
            if (steps.Next(applied.Select(row => row.MigrationId)) is not { } step)
            {
                return false;
            }

            var entry = log.Begin(node, step);
            var (list, makesTypes) = commands.For(node, step, database.History);
            await database.Executor.ExecuteNonQueryAsync(list, database.Connection, state, commitTransaction: true, cancellationToken: cancellationToken)
                .ConfigureAwait(false);
            if (makesTypes)
            {
                await dialect.ReloadTypesAsync(database.Connection, cancellationToken).ConfigureAwait(false);
            }

            log.End(entry);
            return true;
        }
        finally
        {
            if (state.Transaction is not null)
            {
                await state.Transaction.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
