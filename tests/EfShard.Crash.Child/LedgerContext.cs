using EfShard.Strategies;
using Microsoft.EntityFrameworkCore;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace EfShard.Crash.Child;

/// <summary>Accounts and what was booked on them. Account 5 of three shards is on s2: tests can see where a row belongs.</summary>
public sealed class LedgerContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<Booking> Bookings => Set<Booking>();

    /// <summary>A context over shards s0, s1, ... on PostgreSQL.</summary>
    public static LedgerContext Over(IReadOnlyList<string> connectionStrings, CrossShardCommit? policy = CrossShardCommit.TwoPhase, int retries = 0, TimeProvider? time = null)
        => Over(new DbContextOptionsBuilder().UseNpgsql(npgsql => Retry(npgsql, retries)), connectionStrings, policy, time);

    /// <summary>A context over shards s0, s1, ... that are files of Sqlite, whose commit is one.</summary>
    public static LedgerContext OverFiles(IReadOnlyList<string> files, CrossShardCommit policy = CrossShardCommit.Atomic)
        => Over(new DbContextOptionsBuilder().UseSqlite(), [.. files.Select(file => $"Data Source={file}")], policy);

    private static LedgerContext Over(DbContextOptionsBuilder options, IReadOnlyList<string> connectionStrings, CrossShardCommit? policy, TimeProvider? time = null)
    {
        string[] names = [.. connectionStrings.Select((_, i) => $"s{i}")];
        options.UseSharding(sharding =>
        {
            for (var i = 0; i < names.Length; i++)
            {
                sharding.AddShard(names[i], connectionStrings[i]);
            }

            sharding.Group("default", group => group.Strategy(new ByRemainder(names)))
                .CrossShardLockTimeout(TimeSpan.FromSeconds(2))
                .TimeProvider(time ?? TimeProvider.System);
            if (policy is { } chosen)
            {
                sharding.CrossShardCommit(chosen);
            }
        });
        return new LedgerContext(options.Options);
    }

    private static void Retry(NpgsqlDbContextOptionsBuilder npgsql, int retries)
    {
        if (retries > 0)
        {
            npgsql.EnableRetryOnFailure(retries, TimeSpan.FromMilliseconds(100), null);
        }
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Account>().HasShardKey(a => a.Id).Property(a => a.Id).ValueGeneratedNever();
        modelBuilder.Entity<Booking>(booking =>
        {
            booking.HasKey(b => new { b.AccountId, b.Id });
            booking.HasShardKey(b => b.AccountId);
        });
    }

    private sealed class ByRemainder(IReadOnlyList<string> shards) : ShardStrategy
    {
        public override IReadOnlyList<string> Shards { get; } = shards;

        public override string Definition => "by-remainder";

        public override int Locate(in ShardKey key) => (int)(key.Number % Shards.Count);
    }
}
