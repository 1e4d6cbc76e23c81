using EfShard.Infrastructure;
using EfShard.Integration;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

// ReSharper disable once CheckNamespace
namespace Microsoft.EntityFrameworkCore;

/// <summary>What a sharded context's <c>Database</c> can do on all shards.</summary>
public static class ShardingDatabaseFacadeExtensions
{
    /// <summary>
    ///     Runs SQL of the application on every shard: an update that LINQ can't say, say, or maintenance. Each shard runs it over its own rows, side by side, in one transaction over
    ///     the shards that <c>CrossShardCommit</c> commits, or in the open transaction.
    /// </summary>
    /// <param name="database">The context's <c>Database</c>.</param>
    /// <param name="sql">The SQL. What is interpolated becomes parameters, as in <c>ExecuteSql</c>.</param>
    /// <returns>The rows affected, all shards together. Rows of a reference table count once a shard.</returns>
    /// <remarks>
    ///     What the SQL reads and changes can't be seen: that each shard's part is right by itself is up to it. Nothing keeps it from changing shard keys or columns of global
    ///     indexes, or from making copies of a reference table different. As <c>ExecuteSql</c>, it is not repeated by retrying strategies. Not in <c>ShardingOptionsBuilder.DryRun</c>'s report.
    /// </remarks>
    /// <exception cref="EfShard.CrossShardCommitException">The policy is <c>Reject</c> and there are several shards. Nothing has been sent.</exception>
    /// <exception cref="EfShard.ShardArchivedException">A shard is read-only or detached. Nothing has been sent.</exception>
    /// <exception cref="InvalidOperationException">
    ///     The context is pinned to a shard, is not sharded, or commits with <c>CrossShardCommit.Atomic</c>, which has the files of all shards on one connection. Nothing has been sent.
    /// </exception>
    /// <exception cref="ArgumentException">A value is a <c>DbParameter</c>, which belongs to one command.</exception>
    public static int ExecuteSqlOnAllShards(this DatabaseFacade database, FormattableString sql) => Find(database, sql).Execute();

    /// <inheritdoc cref="ExecuteSqlOnAllShards" />
    /// <param name="database">The context's <c>Database</c>.</param>
    /// <param name="sql">The SQL. What is interpolated becomes parameters, as in <c>ExecuteSqlAsync</c>.</param>
    /// <param name="cancellationToken">Cancels the work; outside of an open transaction nothing is changed then.</param>
    public static Task<int> ExecuteSqlOnAllShardsAsync(this DatabaseFacade database, FormattableString sql, CancellationToken cancellationToken = default)
        => Find(database, sql).ExecuteAsync(cancellationToken);

    private static SqlOnAllShards Find(DatabaseFacade database, FormattableString sql)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(sql);
        var context = ((IDatabaseFacadeDependenciesAccessor)database).Context;
        return context.GetService<IRelationalConnection>() is ShardedConnection connection
            ? new SqlOnAllShards((IRelationalDatabaseFacadeDependencies)((IDatabaseFacadeDependenciesAccessor)database).Dependencies, connection, sql)
            : throw ConfigurationErrors.NotSharded(context.GetType());
    }
}
