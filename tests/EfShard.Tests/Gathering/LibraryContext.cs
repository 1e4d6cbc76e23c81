using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Gathering;

/// <summary>Authors and their books by author; reviews by reader, so that a book's reviews lie anywhere.</summary>
public class LibraryContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Author> Authors => Set<Author>();

    public DbSet<Book> Books => Set<Book>();

    public DbSet<Review> Reviews => Set<Review>();

    public DbSet<Country> Countries => Set<Country>();

    public DbSet<Setting> Settings => Set<Setting>();

    public DbSet<BookTitle> Titles => Set<BookTitle>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Author>(author =>
        {
            author.Property(a => a.Id).ValueGeneratedNever();
            author.Property(a => a.Name).UseCollation("NOCASE");
            author.HasShardKey(a => a.Id);
        });
        modelBuilder.Entity<Book>(book =>
        {
            book.Property(b => b.Id).ValueGeneratedNever();
            book.HasShardKey(b => b.AuthorId);
        });
        modelBuilder.Entity<Review>(review =>
        {
            review.HasKey(r => new { r.Reader, r.BookId });
            review.HasShardKey(r => r.Reader);
            review.HasOne(r => r.Book).WithMany(b => b.Reviews).IsCrossShard().OnDelete(DeleteBehavior.NoAction);
        });
        modelBuilder.Entity<Country>(country =>
        {
            country.HasKey(c => c.Code);
            country.ToReferenceTable();
        });
        modelBuilder.Entity<Setting>(setting =>
        {
            setting.HasKey(s => s.Name);
            setting.ToUnshardedTable();
        });
        modelBuilder.Entity<BookTitle>().HasNoKey().ToView("BookTitles").HasShardKey(t => t.AuthorId);
    }

    public class Author
    {
        public long Id { get; set; }

        /// <summary>Compared without regard to case.</summary>
        public string Name { get; set; } = "";

        public decimal Fee { get; set; }

        public string CountryCode { get; set; } = "";

        public Country Country { get; set; } = null!;

        public List<Book> Books { get; } = [];
    }

    public class Book
    {
        public long Id { get; set; }

        public long AuthorId { get; set; }

        public string Title { get; set; } = "";

        public string? Genre { get; set; }

        public double Price { get; set; }

        public DateTime Published { get; set; }

        public Author Author { get; set; } = null!;

        public List<Review> Reviews { get; } = [];
    }

    public class Review
    {
        /// <summary>The shard key: a name that may be an author's.</summary>
        public string Reader { get; set; } = "";

        public long BookId { get; set; }

        public int Stars { get; set; }

        public Book Book { get; set; } = null!;
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

    /// <summary>Rows of a view of the database.</summary>
    public class BookTitle
    {
        public long AuthorId { get; set; }

        public string Title { get; set; } = "";
    }
}
