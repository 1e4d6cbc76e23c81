using Microsoft.EntityFrameworkCore;

// The model of the pages in docs/, compiled. DocsTests holds the two to each other.
namespace EfShard.Tests.Docs.Shop;

public class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Customer> Customers => Set<Customer>();
    public DbSet<Order> Orders => Set<Order>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Customer>().HasShardKey(c => c.Id).Property(c => c.Id).ValueGeneratedNever();
        modelBuilder.Entity<Order>().HasShardKey(o => o.CustomerId).Property(o => o.Id).ValueGeneratedNever();
        modelBuilder.Entity<Country>().ToReferenceTable();
    }
}

public class Customer
{
    public long Id { get; set; }

    public string Name { get; set; } = "";
}

public class Order
{
    public long Id { get; set; }

    public long CustomerId { get; set; }

    public double Total { get; set; }
}

public class Country
{
    public string Id { get; set; } = "";
}

public class LogContext(DbContextOptions<LogContext> options) : DbContext(options)
{
    public DbSet<Event> Events => Set<Event>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => modelBuilder.Entity<Event>().HasShardKey(e => e.At).InGroup("logs").Property(e => e.Id).ValueGeneratedNever();
}

public class Event
{
    public Guid Id { get; set; }

    public DateTime At { get; set; }
}
