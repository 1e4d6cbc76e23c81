using EfShard.Tests.Update.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Update;

public sealed class GeneratedValueTests : SqliteDeskTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Values_that_the_databases_generate_are_read_back_into_their_own_entities(bool async)
    {
        await using var context = Desk.Context();
        var articles = Enumerable.Range(0, 40).Select(i => new Article { Slug = $"{i}", Author = new Author { Id = i } }).ToList();
        context.AddRange(articles);

        await context.SaveAsync(async);

        Assert.All(articles, a => Assert.Equal(32, a.Stamp!.Length));
        Assert.All(articles, a => Assert.Equal(a.Stamp, Desk.Scalar(Desk.Names[a.AuthorId % 4], $"SELECT \"Stamp\" FROM \"Article\" WHERE \"Slug\" = '{a.Slug}'")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_concurrency_conflict_names_its_entry_and_rolls_back_every_shard(bool async)
    {
        await using var context = Desk.Context();
        var authors = Enumerable.Range(0, 8).Select(i => new Author { Id = i, Name = "before" }).ToList();
        context.AddRange(authors);
        await context.SaveChangesAsync();
        Desk.Scalar("s2", "UPDATE \"Author\" SET \"Version\" = 7 WHERE \"Id\" = 6");

        authors.ForEach(author => (author.Name, author.Version) = ("after", 1));
        var error = await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => context.SaveAsync(async));

        Assert.Same(authors[6], Assert.Single(error.Entries).Entity);
        Assert.All(Desk.Names, name => Assert.Equal("before", Desk.Scalar(name, "SELECT max(\"Name\") FROM \"Author\"")));
        Assert.All(context.ChangeTracker.Entries<Author>(), entry => Assert.Equal(EntityState.Modified, entry.State));

        // As the documentation of EF Core resolves it: the database's values become the original ones, and the save is repeated.
        var entry = error.Entries[0];
        entry.OriginalValues.SetValues((await entry.GetDatabaseValuesAsync())!);
        Assert.Equal(8, await context.SaveAsync(async));
        Assert.Equal("after", Desk.Scalar("s2", "SELECT \"Name\" FROM \"Author\" WHERE \"Id\" = 6"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Generated_values_of_a_save_that_failed_are_forgotten(bool async)
    {
        Desk.Scalar("s1", "INSERT INTO \"Author\" (\"Id\", \"Name\", \"Version\") VALUES (1, 'in the way', 0)");
        await using var context = Desk.Context();
        var article = new Article { Author = new Author { Id = 0 } };
        context.AddRange(article, new Author { Id = 1 });

        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveAsync(async));

        Assert.Null(article.Stamp);
    }
}
