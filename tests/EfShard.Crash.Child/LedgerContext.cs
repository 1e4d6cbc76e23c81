using EfShard.Strategies;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Crash.Child;

/// <summary>Accounts and what was booked on them. Account 5 of three shards is on s2: tests can see where a row belongs.</summary>
public sealed class LedgerContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<Booking> Bookings => Set<Booking>();

    /// <summary>A context over shards s0, s1, ...</summary>
    public static LedgerContext Over(IReadOnlyList<string> connectionStrings, CrossShardCommit? policy = CrossShardCommit.TwoPhase)
    {
        string[] names = [.. connectionStrings.Select((_, i) => $"s{i}")];
        var options = new DbContextOptionsBuilder().UseNpgsql().UseSharding(sharding =>
        {
            for (var i = 0; i < names.Length; i++)
            {
                sharding.AddShard(names[i], connectionStrings[i]);
            }

            sharding.Group("default", group => group.Strategy(new ByRemainder(names)))
                .CrossShardLockTimeout(TimeSpan.FromSeconds(2));
            if (policy is { } chosen)
            {
                sharding.CrossShardCommit(chosen);
            }
        });
        return new LedgerContext(options.Options);
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
