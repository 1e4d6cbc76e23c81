using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Tests.Update.Harness;

/// <summary>A strategy that takes every failure of the database for a passing one, and counts how often it tries again.</summary>
public sealed class StrategyProbe
{
    public int Retries { get; private set; }

    public Action BeforeRetry { get; init; } = () => { };

    public void Use(DbContextOptionsBuilder options) => options.UseSqlite(sqlite => sqlite.ExecutionStrategy(dependencies => new Strategy(dependencies, this)));

    private sealed class Strategy(ExecutionStrategyDependencies dependencies, StrategyProbe probe) : ExecutionStrategy(dependencies, maxRetryCount: 3, TimeSpan.Zero)
    {
        protected override bool ShouldRetryOn(Exception exception) => exception is SqliteException;

        protected override void OnRetry()
        {
            probe.Retries++;
            probe.BeforeRetry();
        }
    }
}
