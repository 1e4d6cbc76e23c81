using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Tests.Model.Blog;

/// <summary>Tables, keys and relations, without a word about shards: those are in <see cref="BlogMarking" />.</summary>
public static class BlogModel
{
    /// <summary>The join entity between posts and tags: a property bag, as EF makes it by convention.</summary>
    public const string PostTag = "PostTag";

    public static void Configure(ModelBuilder modelBuilder, string provider)
    {
        ConfigureUsers(modelBuilder, provider);
        ConfigurePosts(modelBuilder);
        modelBuilder.Entity<Comment>(comment =>
        {
            comment.HasOne(c => c.Author).WithMany().HasForeignKey(c => c.AuthorId).OnDelete(DeleteBehavior.NoAction);
            comment.HasOne(c => c.Parent).WithMany(c => c.Replies).HasForeignKey(c => c.ParentId).OnDelete(DeleteBehavior.NoAction);
            comment.HasQueryFilter(c => !c.IsDeleted);
        });
        modelBuilder.Entity<Follow>(follow =>
        {
            follow.HasKey(f => new { f.FollowerId, f.FollowedId });
            follow.HasOne(f => f.Follower).WithMany(u => u.Following).HasForeignKey(f => f.FollowerId);
            follow.HasOne(f => f.Followed).WithMany().HasForeignKey(f => f.FollowedId).OnDelete(DeleteBehavior.NoAction);
        });
        modelBuilder.Entity<Tag>();
        modelBuilder.Entity<Country>().HasKey(c => c.Code);
        modelBuilder.Entity<Category>(category =>
        {
            category.HasKey(c => c.Code);
            category.HasOne(c => c.Parent).WithMany().HasForeignKey(c => c.ParentCode);
        });
        modelBuilder.Entity<Setting>().HasKey(s => s.Name);
        modelBuilder.Entity<Payment>(payment =>
        {
            payment.UseTptMappingStrategy().HasOne(p => p.User).WithMany(u => u.Payments).HasForeignKey(p => p.UserId);
            payment.Property(p => p.Amount).HasPrecision(18, 2);
        });
        modelBuilder.Entity<CardPayment>();
        modelBuilder.Entity<CashPayment>();
        modelBuilder.Entity<Badge>().UseTpcMappingStrategy().HasOne(b => b.User).WithMany(u => u.Badges).HasForeignKey(b => b.UserId);
        modelBuilder.Entity<GoldBadge>();
        modelBuilder.Entity<SilverBadge>();
    }

    /// <summary>What has nothing to do with users: other kinds of keys, other groups.</summary>
    public static void ConfigureOthers(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Order>(order =>
        {
            order.Property(o => o.Status).HasConversion<string>();
            order.Property(o => o.Total).HasPrecision(18, 2);
            order.HasOne(o => o.User).WithMany().HasForeignKey(o => o.UserId).OnDelete(DeleteBehavior.NoAction);
        });
        modelBuilder.Entity<OrderLine>(line =>
        {
            line.HasKey(l => new { l.OrderId, l.LineNumber });
            line.Property(l => l.Price).HasPrecision(18, 2);
        });
        modelBuilder.Entity<Invoice>(invoice =>
        {
            invoice.HasKey(i => new { i.TenantId, i.Region, i.Number });
            invoice.Property(i => i.Amount).HasPrecision(18, 2);
        });
        modelBuilder.Entity<InvoiceLine>(line =>
        {
            line.HasKey(l => new { l.TenantId, l.Region, l.InvoiceNumber, l.LineNumber });
            line.HasOne(l => l.Invoice).WithMany(i => i.Lines).HasForeignKey(l => new { l.TenantId, l.Region, l.InvoiceNumber });
        });
        modelBuilder.Entity<DocumentPage>().HasKey(p => new { p.DocumentId, p.Number });
        modelBuilder.Entity<Account>().HasKey(a => a.Login);
        modelBuilder.Entity<Event>();
        modelBuilder.Entity<Customer>().Property(c => c.Id).HasConversion(id => id.Value, value => new CustomerId(value));
        modelBuilder.Entity<Ticket>(ticket =>
        {
            ticket.HasKey(t => new { t.CustomerId, t.Number });
            ticket.Property(t => t.CustomerId).HasConversion(id => id.Value, value => new CustomerId(value));
        });
        NoGeneratedKeys(modelBuilder);
    }

    private static void ConfigureUsers(ModelBuilder modelBuilder, string provider)
        => modelBuilder.Entity<User>(user =>
        {
            user.OwnsOne(u => u.Address);
            user.OwnsOne(u => u.Preferences, preferences => preferences.ToJson());
            user.Property(u => u.Balance).HasPrecision(18, 2);
            user.HasOne(u => u.Country).WithMany(c => c.Users).HasForeignKey(u => u.CountryCode);
            user.HasOne(u => u.Profile).WithOne(p => p.User).HasForeignKey<UserProfile>(p => p.UserId);
            if (provider.EndsWith("Sqlite", StringComparison.Ordinal))
            {
                user.Property(u => u.Nickname).UseCollation("NOCASE");
            }

            modelBuilder.Entity<UserProfile>().HasKey(p => p.UserId);
        });

    private static void ConfigurePosts(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Post>(post =>
        {
            post.HasOne(p => p.Author).WithMany(u => u.Posts).HasForeignKey(p => p.AuthorId);
            post.HasOne(p => p.Category).WithMany(c => c.Posts).HasForeignKey(p => p.CategoryCode);
            post.HasMany(p => p.Comments).WithOne(c => c.Post).HasForeignKey(c => c.PostId);
            post.HasMany(p => p.Tags).WithMany(t => t.Posts).UsingEntity<Dictionary<string, object>>(
                PostTag,
                join => join.HasOne<Tag>().WithMany().HasForeignKey("TagId"),
                join => join.HasOne<Post>().WithMany().HasForeignKey("PostId"));
            post.OwnsMany(p => p.Attachments, attachment =>
            {
                attachment.ToTable("PostAttachments");
                attachment.WithOwner().HasForeignKey("PostId");
                attachment.HasKey("PostId", nameof(Attachment.Number));
                attachment.Property(a => a.Number).ValueGeneratedNever();
            });
        });
        modelBuilder.Entity<Article>();
        modelBuilder.Entity<Note>();
    }

    /// <summary>The application makes every key: one made by a database would repeat on another shard.</summary>
    private static void NoGeneratedKeys(ModelBuilder modelBuilder)
    {
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(e => e.GetKeys()).SelectMany(k => k.Properties))
        {
            property.ValueGenerated = ValueGenerated.Never;
        }
    }
}
