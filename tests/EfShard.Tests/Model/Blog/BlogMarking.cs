using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Model.Blog;

/// <summary>Where each entity lives.</summary>
public static class BlogMarking
{
    /// <summary>The group whose shards hold ranges of order ids.</summary>
    public const string Orders = "orders";

    /// <summary>The group whose shards hold ranges of days.</summary>
    public const string Events = "events";

    /// <summary>Says which tables are sharded, reference or unsharded.</summary>
    public static void Mark(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<User>().HasShardKey(u => u.Id);
        modelBuilder.Entity<UserProfile>().HasShardKey(p => p.UserId);
        modelBuilder.Entity<Post>().HasShardKey(p => p.AuthorId);
        modelBuilder.Entity<Comment>(comment =>
        {
            comment.HasShardKey(c => c.PostAuthorId);
            comment.HasOne(c => c.Post).WithMany(p => p.Comments).IsColocated();
            comment.HasOne(c => c.Parent).WithMany(c => c.Replies).IsColocated();
            comment.HasOne(c => c.Author).WithMany().IsCrossShard();
        });
        modelBuilder.Entity<Follow>(follow =>
        {
            follow.HasShardKey(f => f.FollowerId);
            follow.HasOne(f => f.Followed).WithMany().IsCrossShard();
        });
        modelBuilder.Entity<Payment>().HasShardKey(p => p.UserId);
        modelBuilder.Entity<Badge>().HasShardKey(b => b.UserId);
        modelBuilder.Entity<Invoice>().HasShardKey(i => new { i.TenantId, i.Region });
        modelBuilder.Entity<InvoiceLine>().HasShardKey(l => new { l.TenantId, l.Region });
        modelBuilder.Entity<Document>().HasShardKey(d => d.Id);
        modelBuilder.Entity<DocumentPage>().HasShardKey(p => p.DocumentId);
        modelBuilder.Entity<Account>().HasShardKey(a => a.Login);
        modelBuilder.Entity<Customer>().HasShardKey(c => c.Id);
        modelBuilder.Entity<Ticket>().HasShardKey(t => t.CustomerId);
        modelBuilder.Entity<Project>().HasShardKey(p => p.Tenant);
        modelBuilder.Entity<Order>(order =>
        {
            order.HasShardKey(o => o.Id).InGroup(Orders);
            order.HasOne(o => o.User).WithMany().IsCrossShard();
        });
        modelBuilder.Entity<OrderLine>().HasShardKey(l => l.OrderId).InGroup(Orders);
        modelBuilder.Entity<Event>().HasShardKey(e => e.Day).InGroup(Events);
        modelBuilder.Entity<Tag>().ToReferenceTable();
        modelBuilder.Entity<Country>().ToReferenceTable();
        modelBuilder.Entity<Category>().ToReferenceTable();
        modelBuilder.Entity<Setting>().ToUnshardedTable();
    }
}
