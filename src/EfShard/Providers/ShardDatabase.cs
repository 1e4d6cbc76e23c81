using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace EfShard.Providers;

/// <summary>
///     One shard's database for schema work: a connection of its own, the provider's creator over it, and an executor of commands. Each
///     has its own execution strategy, because a retrying one keeps a state and shards are worked on in parallel.
/// </summary>
internal sealed class ShardDatabase : IDisposable, IAsyncDisposable
{
    private ShardDatabase(
        IRelationalConnection connection,
        IRelationalDatabaseCreator creator,
        IMigrationCommandExecutor executor,
        IExecutionStrategy strategy,
        IHistoryRepository history)
    {
        Strategy = strategy;
        History = history;
        Connection = connection;
        Creator = creator;
        Executor = executor;
    }

    public IRelationalConnection Connection { get; }

    public IRelationalDatabaseCreator Creator { get; }

    public IMigrationCommandExecutor Executor { get; }

    public IExecutionStrategy Strategy { get; }

    /// <summary>The migrations that were applied to this shard.</summary>
    public IHistoryRepository History { get; }

    /// <summary>Makes the database's services.</summary>
    /// <param name="services">The context's services.</param>
    /// <param name="creatorType">The provider's own creator.</param>
    /// <param name="historyType">The provider's own history of migrations.</param>
    /// <param name="connection">A connection of the provider, pointed at the shard; this object disposes it.</param>
    public static ShardDatabase Create(IServiceProvider services, Type creatorType, Type historyType, IRelationalConnection connection)
    {
        var strategy = services.GetRequiredService<IExecutionStrategyFactory>().Create();
        var executor = (IMigrationCommandExecutor)ActivatorUtilities.CreateInstance(
            services,
            services.GetRequiredService<IMigrationCommandExecutor>().GetType(),
            strategy);
        var dependencies = ActivatorUtilities.CreateInstance<RelationalDatabaseCreatorDependencies>(services, connection, executor, strategy);
        var creator = (IRelationalDatabaseCreator)ActivatorUtilities.CreateInstance(services, creatorType, dependencies, connection);
        var historyDependencies = ActivatorUtilities.CreateInstance<HistoryRepositoryDependencies>(services, connection, creator, executor);
        var history = (IHistoryRepository)ActivatorUtilities.CreateInstance(services, historyType, historyDependencies);
        return new ShardDatabase(connection, creator, executor, strategy, history);
    }

    public void Dispose() => Connection.Dispose();

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
