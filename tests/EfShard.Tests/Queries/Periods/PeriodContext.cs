using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Queries.Periods;

/// <summary>Entities whose shard key is a time, a date, or a time with an offset, each in a group by another length of period.</summary>
public sealed class PeriodContext(DbContextOptions<PeriodContext> options) : DbContext(options)
{
    public DbSet<Reading> Readings => Set<Reading>();

    public DbSet<Visit> Visits => Set<Visit>();

    public DbSet<Stamp> Stamps => Set<Stamp>();

    /// <summary>Quarters of 2024, a shard each, and all before on the first; months in turns; the years 2021 to 2024.</summary>
    public static void Shard(ShardingOptionsBuilder sharding) => sharding
        .CrossShardCommit(CrossShardCommit.BestEffort)
        .Group("quarters", group => group.ByQuarter(quarter => quarter
            .From(new DateOnly(2024, 1, 1)).Periods("s0", "s1", "s2", "s3").Before("s0")))
        .Group("months", group => group.ByMonth(month => month.From(new DateOnly(2020, 1, 1)).Cycle("s0", "s1", "s2", "s3")))
        .Group("years", group => group.ByYear(year => year.From(new DateOnly(2021, 1, 1)).Periods("s0", "s1", "s2", "s3")));

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Reading>().HasShardKey(r => r.At).InGroup("quarters").Property(r => r.Id).ValueGeneratedNever();
        modelBuilder.Entity<Visit>().HasShardKey(v => v.Day).InGroup("months").Property(v => v.Id).ValueGeneratedNever();
        modelBuilder.Entity<Stamp>().HasShardKey(s => s.At).InGroup("years").Property(s => s.Id).ValueGeneratedNever();
    }

    public sealed class Reading
    {
        public Guid Id { get; init; }

        public DateTime At { get; init; }
    }

    public sealed class Visit
    {
        public Guid Id { get; init; }

        public DateOnly Day { get; init; }
    }

    public sealed class Stamp
    {
        public Guid Id { get; init; }

        public DateTimeOffset At { get; init; }
    }
}
