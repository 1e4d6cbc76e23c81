using EfShard.Tests.Update.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Update;

/// <summary>The databases hold the foreign keys and unique indexes: an order that they do not allow fails.</summary>
public sealed class DependencyOrderTests : SqliteDeskTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Principals_are_inserted_before_and_deleted_after_their_dependents_on_every_shard(bool async)
    {
        await using var context = Desk.Context();
        for (var i = 0; i < 8; i++)
        {
            var article = new Article { AuthorId = i };
            context.AddRange(new Remark { Article = article }, article, new Author { Id = i });
        }

        Assert.Equal(24, await context.SaveAsync(async));

        foreach (var author in context.Set<Author>().Local.ToList())
        {
            context.Remove(author);
            context.RemoveRange(context.Set<Article>().Local.Where(a => a.AuthorId == author.Id).ToList());
        }

        Assert.Equal(24, await context.SaveAsync(async));
        Assert.Equal([0, 0, 0, 0], Desk.Counts("Author"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_unique_value_that_a_deleted_row_gives_up_can_be_taken_in_the_same_save(bool async)
    {
        await using var context = Desk.Context();
        context.AddRange(Enumerable.Range(0, 4).Select(i => new Article { Author = new Author { Id = i }, Slug = "same" }));
        await context.SaveChangesAsync();

        foreach (var article in context.Set<Article>().Local.ToList())
        {
            context.Add(new Article { AuthorId = article.AuthorId, Slug = "same" });
            context.Remove(article);
        }

        Assert.Equal(8, await context.SaveAsync(async));
        Assert.Equal([1, 1, 1, 1], Desk.Counts("Article"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Unique_values_pass_from_row_to_row_in_the_order_that_frees_them(bool async)
    {
        await using var context = Desk.Context();
        var chains = Enumerable.Range(0, 4).Select(i =>
        {
            var author = new Author { Id = i };
            return new[] { "a", "b", "c" }.Select(slug => new Article { Author = author, Slug = slug }).ToArray();
        }).ToArray();
        context.AddRange(chains.SelectMany(chain => chain));
        await context.SaveChangesAsync();

        foreach (var chain in chains)
        {
            (chain[0].Slug, chain[1].Slug, chain[2].Slug) = ("b", "c", "d");
        }

        Assert.Equal(12, await context.SaveAsync(async));
        Assert.All(Desk.Names, name => Assert.Equal("b,c,d", Desk.Scalar(name, "SELECT group_concat(\"Slug\") FROM (SELECT \"Slug\" FROM \"Article\" ORDER BY 1)")));
    }

    [Fact]
    public async Task A_swap_of_unique_values_is_refused_as_by_EF_Core()
    {
        await using var context = Desk.Context();
        var author = new Author { Id = 1 };
        var (left, right) = (new Article { Author = author, Slug = "left" }, new Article { Author = author, Slug = "right" });
        context.AddRange(left, right, new Author { Id = 2 });
        await context.SaveChangesAsync();

        (left.Slug, right.Slug) = (right.Slug, left.Slug);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveChangesAsync());
        Assert.Contains("circular dependency", error.Message, StringComparison.Ordinal);
    }
}
