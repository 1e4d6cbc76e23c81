using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Schema;

/// <summary>A model with one of everything that creating shards treats differently.</summary>
public class ShopContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Purchase> Purchases => Set<Purchase>();

    public DbSet<Remark> Remarks => Set<Remark>();

    public DbSet<Country> Countries => Set<Country>();

    public DbSet<Setting> Settings => Set<Setting>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Customer>(customer =>
        {
            customer.Property(c => c.Id).ValueGeneratedNever();
            customer.HasShardKey(c => c.Id);
            customer.HasOne<Customer>().WithMany().HasForeignKey(c => c.RecommendedBy).IsCrossShard().OnDelete(DeleteBehavior.ClientNoAction);
            customer.HasData(Enumerable.Range(1, 40).Select(i => new Customer { Id = i, Name = $"c{i}" }));
        });
        modelBuilder.Entity<Purchase>(purchase =>
        {
            purchase.HasKey(p => new { p.CustomerId, p.Number });
            purchase.Property(p => p.Number).ValueGeneratedNever();
            purchase.HasShardKey(p => p.CustomerId);
            purchase.HasOne<Customer>().WithMany().HasForeignKey(p => p.CustomerId);
            purchase.HasData(Enumerable.Range(1, 40).Select(i => new Purchase { CustomerId = i, Number = 1 }));
        });
        modelBuilder.Entity<Remark>(remark =>
        {
            remark.Property(r => r.Id).ValueGeneratedNever();
            remark.HasOne<Purchase>().WithMany().HasForeignKey(r => new { r.PurchaseCustomerId, r.PurchaseNumber }).IsColocated();
            remark.HasData(Enumerable.Range(1, 40).Select(i => new Remark { Id = Guid.NewGuid(), PurchaseCustomerId = i, PurchaseNumber = 1 }));
        });
        modelBuilder.Entity<Country>(country =>
        {
            country.Property(c => c.Code).HasMaxLength(2);
            country.HasKey(c => c.Code);
            country.ToReferenceTable();
            country.HasData(new Country { Code = "DE" }, new Country { Code = "NL" });
        });
        modelBuilder.Entity<Setting>(setting =>
        {
            setting.HasKey(s => s.Name);
            setting.ToUnshardedTable();
            setting.HasData(new Setting { Name = "theme" });
        });
    }

    public class Customer
    {
        public long Id { get; set; }

        public string Name { get; set; } = string.Empty;

        public long? RecommendedBy { get; set; }
    }

    public class Purchase
    {
        public long CustomerId { get; set; }

        public int Number { get; set; }
    }

    public class Remark
    {
        public Guid Id { get; set; }

        public long PurchaseCustomerId { get; set; }

        public int PurchaseNumber { get; set; }
    }

    public class Country
    {
        public string Code { get; set; } = string.Empty;
    }

    public class Setting
    {
        public string Name { get; set; } = string.Empty;
    }
}
