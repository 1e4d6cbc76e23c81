using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Docs;

public static class DocsMoving
{
    public static async Task MoveAsync(ParcelContext context, Guid id, long other)
    {
        var parcel = await context.Parcels.SingleAsync(p => p.Id == id);
        parcel.CustomerId = other;
        await context.SaveChangesAsync(); // the parcel and all its scans, loaded or not, are on the new customer's shard
    }

    public sealed class ParcelContext(DbContextOptions<ParcelContext> options) : DbContext(options)
    {
        public DbSet<Parcel> Parcels => Set<Parcel>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Parcel>().HasShardKey(p => p.CustomerId).AllowShardKeyChange();
            modelBuilder.Entity<ParcelScan>().HasOne(s => s.Parcel).WithMany(p => p.Scans).IsColocated();
        }
    }

    public class Parcel
    {
        public Guid Id { get; set; }

        public long CustomerId { get; set; }

        public List<ParcelScan> Scans { get; } = [];
    }

    public class ParcelScan
    {
        public Guid Id { get; set; }

        public Guid ParcelId { get; set; }

        public Parcel Parcel { get; set; } = null!;
    }
}
