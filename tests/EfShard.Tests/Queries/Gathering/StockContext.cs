using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Queries.Gathering;

/// <summary>Two tables of one name, in two schemas.</summary>
public class StockContext(DbContextOptions<StockContext> options) : DbContext(options)
{
    public DbSet<Item> Items => Set<Item>();

    public DbSet<OldItem> OldItems => Set<OldItem>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Item>(item =>
        {
            item.ToTable("Items", "stock");
            item.HasShardKey(i => i.Id).Property(i => i.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<OldItem>(item =>
        {
            item.ToTable("Items", "archive");
            item.HasShardKey(i => i.Id).Property(i => i.Id).ValueGeneratedNever();
        });
    }

    public class Item
    {
        public int Id { get; set; }

        public int[] Sizes { get; set; } = [];

        public decimal Price { get; set; }

        public string? Note { get; set; }

        public Guid Key { get; set; }
    }

    public class OldItem
    {
        public int Id { get; set; }

        public int NextId { get; set; }

        public DateTime At { get; set; }
    }
}
