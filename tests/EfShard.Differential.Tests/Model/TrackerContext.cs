using Microsoft.EntityFrameworkCore;

namespace EfShard.Differential.Tests.Model;

/// <summary>The same entities in each layout; only where their rows live differs.</summary>
public sealed class TrackerContext(DbContextOptions options, Layout layout) : DbContext(options)
{
    public Layout Layout => layout;

    public DbSet<Tenant> Tenants => Set<Tenant>();

    public DbSet<Person> People => Set<Person>();

    public DbSet<Project> Projects => Set<Project>();

    public DbSet<Item> Items => Set<Item>();

    public DbSet<Tag> Tags => Set<Tag>();

    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<Message> Messages => Set<Message>();

    public DbSet<Visit> Visits => Set<Visit>();

    public DbSet<Quota> Quotas => Set<Quota>();

    public DbSet<ItemSummary> ItemSummaries => Set<ItemSummary>();

    public DbSet<Ticket> Tickets => Set<Ticket>();

    public DbSet<Article> Articles => Set<Article>();

    public DbSet<Plan> Plans => Set<Plan>();

    public DbSet<Setting> Settings => Set<Setting>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        TrackerModel.Configure(modelBuilder);
        switch (layout)
        {
            case Layout.Colocated:
                ColocatedLayout.Mark(modelBuilder);
                break;
            case Layout.Scattered:
                ScatteredLayout.Mark(modelBuilder);
                break;
            case Layout.Mixed:
                MixedLayout.Mark(modelBuilder);
                break;
        }
    }
}
