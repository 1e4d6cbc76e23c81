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

public class ShopUserContext(DbContextOptions<ShopUserContext> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<User>().HasShardKey(u => u.Id).HasShardedId();
        modelBuilder.Entity<User>().HasGlobalIndex(u => u.Email);
    }

    public static async Task<User?> SignUpAsync(ShopUserContext context, string email)
    {
        var user = new User { Email = email };
        context.Add(user);
        try
        {
            await context.SaveChangesAsync();
            return user;
        }
        catch (DuplicateValueException)
        {
            context.Entry(user).State = EntityState.Detached;
            return await context.Users.SingleOrDefaultAsync(u => u.Email == email); // one look-up, then one shard
        }
    }

    public class User
    {
        public long Id { get; set; }

        public string? Email { get; set; }
    }
}
