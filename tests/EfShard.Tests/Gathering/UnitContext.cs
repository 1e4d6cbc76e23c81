using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Gathering;

/// <summary>Readings by sensor, and units in an unsharded table.</summary>
public sealed class UnitContext(DbContextOptions<UnitContext> options) : DbContext(options)
{
    public DbSet<Reading> Readings => Set<Reading>();

    public DbSet<Unit> Units => Set<Unit>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Reading>().HasShardKey(r => r.SensorId).Property(r => r.Id).ValueGeneratedNever();
        modelBuilder.Entity<Unit>().ToUnshardedTable().Property(u => u.Id).ValueGeneratedNever();
    }
}
