using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Schema;

/// <summary>Sales by quarter, with what they refer to on every shard.</summary>
public sealed class ArchiveContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Sale> Sales => Set<Sale>();

    public DbSet<Country> Countries => Set<Country>();

    /// <summary>The quarters of 2024, each on its shard; unsharded tables on the last.</summary>
    public static void Place(ShardingOptionsBuilder sharding)
        => sharding.Group("sales", group => group.ByQuarter(quarter => quarter.From(new DateOnly(2024, 1, 1)).Periods("q1", "q2", "q3", "q4")))
            .UnshardedOn("q4").CrossShardCommit(CrossShardCommit.BestEffort);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Sale>().HasShardKey(s => s.Day).InGroup("sales").Property(s => s.Id).ValueGeneratedNever();
        modelBuilder.Entity<Country>().ToReferenceTable().HasKey(c => c.Code);
        modelBuilder.Entity<Setting>().ToUnshardedTable().HasKey(s => s.Name);
    }

    public sealed class Sale
    {
        public int Id { get; set; }

        public DateOnly Day { get; set; }

        public int Amount { get; set; }

        public string CountryCode { get; set; } = "";
    }

    public sealed class Country
    {
        public string Code { get; set; } = "";

        public string Name { get; set; } = "";
    }

    public sealed class Setting
    {
        public string Name { get; set; } = "";
    }
}
