using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Gathering;

/// <summary>Readings by sensor, sites by their own keys, and units in an unsharded table.</summary>
public sealed class UnitContext(DbContextOptions<UnitContext> options) : DbContext(options)
{
    public DbSet<Reading> Readings => Set<Reading>();

    public DbSet<Site> Sites => Set<Site>();

    public DbSet<Unit> Units => Set<Unit>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Reading>().HasShardKey(r => r.SensorId).Property(r => r.Id).ValueGeneratedNever();
        modelBuilder.Entity<Site>().HasShardKey(s => s.Id).Property(s => s.Id).ValueGeneratedNever();
        modelBuilder.Entity<Unit>().ToUnshardedTable().Property(u => u.Id).ValueGeneratedNever();
    }
}
