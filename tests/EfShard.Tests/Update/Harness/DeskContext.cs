using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Update.Harness;

/// <summary>A model with one of everything that saving changes treats differently.</summary>
public class DeskContext(DbContextOptions options) : DbContext(options)
{
    public const string Orders = "orders";

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Author>(author =>
        {
            author.Property(a => a.Id).ValueGeneratedNever();
            author.Property(a => a.Version).IsConcurrencyToken();
            author.HasShardKey(a => a.Id);
            author.OwnsOne(a => a.Home);
            author.OwnsMany(a => a.Links, link => link.Property(l => l.Id).ValueGeneratedNever());
        });
        modelBuilder.Entity<Article>(article =>
        {
            article.Property(a => a.Stamp).HasDefaultValueSql(
                Database.IsNpgsql() ? "gen_random_uuid()::text" : "lower(hex(randomblob(16)))");
            article.HasShardKey(a => a.AuthorId);
            article.HasIndex(a => a.Slug).IsUnique().IsUniquePerShard();
            article.HasMany(a => a.Tags).WithMany();
            article.OwnsOne(a => a.Style, style => style.ToJson());
        });
        modelBuilder.Entity<Remark>().HasOne(r => r.Article).WithMany(a => a.Remarks).IsColocated();
        modelBuilder.Entity<Reply>(reply =>
        {
            reply.HasShardKey(r => r.AuthorId);
            reply.HasOne(r => r.Article).WithMany().IsColocated();
        });
        modelBuilder.Entity<Tag>().ToReferenceTable().HasKey(t => t.Name);
        modelBuilder.Entity<Country>(country =>
        {
            country.HasKey(c => c.Code);
            country.HasIndex(c => c.Name).IsUnique();
            country.ToReferenceTable();
        });
        modelBuilder.Entity<Setting>().ToUnshardedTable().HasKey(s => s.Name);
        modelBuilder.Entity<Draft>().HasShardKey(d => d.OwnerId).AllowNullShardKey();
        modelBuilder.Entity<Payment>().UseTptMappingStrategy().HasShardKey(p => p.PayerId);
        modelBuilder.Entity<CardPayment>();
        modelBuilder.Entity<Ticket>().HasShardKey(t => t.Owner);
        modelBuilder.Entity<Order>().HasShardKey(o => o.Id).InGroup(Orders).Property(o => o.Id).ValueGeneratedNever();
        modelBuilder.Entity<Follow>(follow =>
        {
            follow.HasKey(f => new { f.FollowerId, f.FollowedId });
            follow.HasShardKey(f => f.FollowerId);
            follow.HasOne<Author>().WithMany().HasForeignKey(f => f.FollowerId);
            follow.HasOne<Author>().WithMany().HasForeignKey(f => f.FollowedId).IsCrossShard();
        });
        if (Database.IsNpgsql())
        {
            // Sqlite generates no part of a composite key.
            modelBuilder.Entity<Line>(entry =>
            {
                entry.HasKey(e => new { e.AuthorId, e.Number });
                entry.Property(e => e.Number).ValueGeneratedOnAdd();
                entry.HasShardKey(e => e.AuthorId);
                entry.HasOne<Author>().WithMany().HasForeignKey(e => e.AuthorId);
            });
            modelBuilder.Entity<Footnote>(footnote =>
            {
                footnote.HasShardKey(f => f.AuthorId);
                footnote.HasOne(f => f.Line).WithMany().HasForeignKey(f => new { f.AuthorId, f.LineNumber });
            });
            modelBuilder.Entity<Quote>(quote =>
            {
                quote.HasShardKey(q => q.QuoterId);
                quote.HasOne(q => q.Line).WithMany().HasForeignKey(q => new { q.AuthorId, q.LineNumber }).IsCrossShard();
            });
        }
    }

    public class Author
    {
        public long Id { get; set; }

        public string Name { get; set; } = "";

        public int Version { get; set; }

        public Address? Home { get; set; }

        public List<Link> Links { get; } = [];
    }

    public class Address
    {
        public string Street { get; set; } = "";
    }

    public class Link
    {
        public int Id { get; set; }

        public string Url { get; set; } = "";
    }

    public class Article
    {
        public Guid Id { get; set; }

        public long AuthorId { get; set; }

        public Author? Author { get; set; }

        public string Slug { get; set; } = Guid.NewGuid().ToString();

        public string? Stamp { get; set; }

        public Style? Style { get; set; }

        public List<Tag> Tags { get; } = [];

        public List<Remark> Remarks { get; } = [];
    }

    public class Style
    {
        public string Font { get; set; } = "";
    }

    /// <summary>Lives with its article, and has nothing else to tell its shard by.</summary>
    public class Remark
    {
        public Guid Id { get; set; }

        public Guid ArticleId { get; set; }

        public Article? Article { get; set; }

        public string Text { get; set; } = "";
    }

    /// <summary>Has a shard key, and promises that it is its article's.</summary>
    public class Reply
    {
        public Guid Id { get; set; }

        public long AuthorId { get; set; }

        public Guid ArticleId { get; set; }

        public Article? Article { get; set; }
    }

    public class Tag
    {
        public string Name { get; set; } = "";
    }

    public class Country
    {
        public string Code { get; set; } = "";

        public string Name { get; set; } = "";
    }

    public class Setting
    {
        public string Name { get; set; } = "";

        public string Value { get; set; } = "";
    }

    public class Draft
    {
        public Guid Id { get; set; }

        public long? OwnerId { get; set; }
    }

    public class Payment
    {
        public Guid Id { get; set; }

        public long PayerId { get; set; }

        public decimal Amount { get; set; }
    }

    public class CardPayment : Payment
    {
        public string Card { get; set; } = "";
    }

    public class Ticket
    {
        public Guid Id { get; set; }

        public string? Owner { get; set; }
    }

    public class Order
    {
        public long Id { get; set; }
    }

    public class Follow
    {
        public long FollowerId { get; set; }

        public long FollowedId { get; set; }
    }

    public class Line
    {
        public long AuthorId { get; set; }

        public int Number { get; set; }

        public string Text { get; set; } = "";
    }

    /// <summary>Points to a number that the database generates, on its own shard.</summary>
    public class Footnote
    {
        public Guid Id { get; set; }

        public long AuthorId { get; set; }

        public int LineNumber { get; set; }

        public Line? Line { get; set; }
    }

    /// <summary>Points to a number that another shard's database generates.</summary>
    public class Quote
    {
        public Guid Id { get; set; }

        public long QuoterId { get; set; }

        public long AuthorId { get; set; }

        public int LineNumber { get; set; }

        public Line? Line { get; set; }
    }
}
