using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Schema.Migrations;

/// <summary>A model that came about in two migrations, with rows of every kind of table.</summary>
public class MigratedContext(DbContextOptions options) : DbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // Names that Sqlite and PostgreSQL share, so that the migrations are the same.
        configurationBuilder.Properties<long>().HaveColumnType("bigint");
        configurationBuilder.Properties<int>().HaveColumnType("integer");
        configurationBuilder.Properties<string>().HaveColumnType("text");
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Author>(author =>
        {
            author.ToTable("Writers").HasShardKey(a => a.Id);
            author.Property(a => a.Id).ValueGeneratedNever();
            author.HasData(Enumerable.Range(1, 9).Select(id => new Author { Id = id, Name = "Author " + id }));
        });
        modelBuilder.Entity<Book>(book =>
        {
            book.HasShardKey(b => b.AuthorId);
            book.Property(b => b.Id).ValueGeneratedNever();
            book.HasOne<Author>().WithMany().HasForeignKey(b => b.AuthorId);
            book.HasOne<Author>().WithMany().HasForeignKey(b => b.EditorId).IsCrossShard();
            book.HasData(Enumerable.Range(1, 9).Select(id => new Book { Id = id, AuthorId = id % 6 + 1, EditorId = id, Title = "Book " + id, Pages = id }));
        });
        modelBuilder.Entity<Country>(country =>
        {
            country.ToReferenceTable();
            country.HasData(new Country { Id = "no", Name = "Norway" });
        });
        modelBuilder.Entity<Setting>(setting =>
        {
            setting.ToUnshardedTable();
            setting.HasData(new Setting { Id = "theme", Value = "dark" });
        });
    }

    public class Author
    {
        public long Id { get; set; }

        public string Name { get; set; } = "";
    }

    public class Book
    {
        public long Id { get; set; }

        public long AuthorId { get; set; }

        public long? EditorId { get; set; }

        public string Title { get; set; } = "";

        public int Pages { get; set; }
    }

    public class Country
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";
    }

    public class Setting
    {
        public string Id { get; set; } = "";

        public string Value { get; set; } = "";
    }
}
