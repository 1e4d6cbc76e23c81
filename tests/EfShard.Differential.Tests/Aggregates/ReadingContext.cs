using Microsoft.EntityFrameworkCore;

namespace EfShard.Differential.Tests.Aggregates;

public sealed class ReadingContext(DbContextOptions<ReadingContext> options) : DbContext(options)
{
    public DbSet<Reading> Readings => Set<Reading>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Reading>().HasShardKey(r => r.SensorId).Property(r => r.Id).ValueGeneratedNever();
}
