using Microsoft.EntityFrameworkCore;

// The code of docs/ids.md, compiled. DocsTests holds the two to each other, and runs it.
namespace EfShard.Tests.Docs.Library;

public class LibraryContext(DbContextOptions<LibraryContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Author>().HasShardKey(a => a.Id).HasShardedId();
        modelBuilder.Entity<Book>().HasShardKey(b => b.AuthorId).Property(b => b.Id).HasShardedId();
    }

    public class Author
    {
        public long Id { get; set; }
    }

    public class Book
    {
        public long Id { get; set; }

        public long AuthorId { get; set; }
    }
}
