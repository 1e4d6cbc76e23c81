using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Model.Blog;

/// <summary>One context for one database and for shards alike: only its options differ.</summary>
public class BlogContext(DbContextOptions<BlogContext> options) : DbContext(options)
{
    /// <summary>What the query filter of <see cref="Project" /> lets through.</summary>
    public string CurrentTenant { get; set; } = "acme";

    public DbSet<User> Users => Set<User>();

    public DbSet<UserProfile> Profiles => Set<UserProfile>();

    public DbSet<Post> Posts => Set<Post>();

    public DbSet<Article> Articles => Set<Article>();

    public DbSet<Note> Notes => Set<Note>();

    public DbSet<Comment> Comments => Set<Comment>();

    public DbSet<Tag> Tags => Set<Tag>();

    public DbSet<Country> Countries => Set<Country>();

    public DbSet<Category> Categories => Set<Category>();

    public DbSet<Follow> Follows => Set<Follow>();

    public DbSet<Setting> Settings => Set<Setting>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<OrderLine> OrderLines => Set<OrderLine>();

    public DbSet<Invoice> Invoices => Set<Invoice>();

    public DbSet<InvoiceLine> InvoiceLines => Set<InvoiceLine>();

    public DbSet<Document> Documents => Set<Document>();

    public DbSet<DocumentPage> DocumentPages => Set<DocumentPage>();

    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<Event> Events => Set<Event>();

    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Ticket> Tickets => Set<Ticket>();

    public DbSet<Project> Projects => Set<Project>();

    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<Badge> Badges => Set<Badge>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        BlogModel.Configure(modelBuilder, Database.ProviderName!);
        modelBuilder.Entity<Project>().HasQueryFilter(p => p.Tenant == CurrentTenant);
        BlogModel.ConfigureOthers(modelBuilder);
        BlogMarking.Mark(modelBuilder);
    }
}
