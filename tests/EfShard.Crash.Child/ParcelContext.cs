using EfShard.Strategies;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Crash.Child;

/// <summary>Parcels that go from customer to customer, and so from shard to shard. Customer 5 of three shards is on s2: tests can see where a row belongs.</summary>
public sealed class ParcelContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Parcel> Parcels => Set<Parcel>();

    public DbSet<ParcelScan> Scans => Set<ParcelScan>();

    /// <summary>A context over shards s0, s1, ... on PostgreSQL.</summary>
    public static ParcelContext Over(IReadOnlyList<string> connectionStrings)
        => Over(new DbContextOptionsBuilder().UseNpgsql(), connectionStrings, CrossShardCommit.TwoPhase);

    /// <summary>A context over shards s0, s1, ... that are files of Sqlite, whose commit is one.</summary>
    public static ParcelContext OverFiles(IReadOnlyList<string> files)
        => Over(new DbContextOptionsBuilder().UseSqlite(), [.. files.Select(file => $"Data Source={file}")], CrossShardCommit.Atomic);

    /// <summary>Gives a parcel to another customer.</summary>
    public async Task GiveAsync(long parcel, long customer, bool async = true)
    {
        (await Parcels.SingleAsync(p => p.Id == parcel)).CustomerId = customer;
        _ = async ? await SaveChangesAsync() : SaveChanges();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Parcel>().HasShardKey(p => p.CustomerId).AllowShardKeyChange().Property(p => p.Id).ValueGeneratedNever();
        modelBuilder.Entity<ParcelScan>(scan =>
        {
            scan.Property(s => s.Id).ValueGeneratedNever();
            scan.HasOne(s => s.Parcel).WithMany(p => p.Scans).IsColocated();
        });
    }

    private static ParcelContext Over(DbContextOptionsBuilder options, IReadOnlyList<string> connectionStrings, CrossShardCommit policy)
    {
        string[] names = [.. connectionStrings.Select((_, i) => $"s{i}")];
        options.UseSharding(sharding =>
        {
            for (var i = 0; i < names.Length; i++)
            {
                sharding.AddShard(names[i], connectionStrings[i]);
            }

            sharding.Group("default", group => group.Strategy(new ByRemainder(names))).CrossShardCommit(policy);
        });
        return new ParcelContext(options.Options);
    }

    private sealed class ByRemainder(IReadOnlyList<string> shards) : ShardStrategy
    {
        public override IReadOnlyList<string> Shards { get; } = shards;

        public override string Definition => "by-remainder";

        public override int Locate(in ShardKey key) => (int)(key.Number % Shards.Count);
    }
}
