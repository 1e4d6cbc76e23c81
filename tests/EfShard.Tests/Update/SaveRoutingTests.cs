using EfShard.Tests.Update.Harness;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Update;

public sealed class SaveRoutingTests : SqliteDeskTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rows_of_any_mix_go_to_their_own_shards_and_are_counted(bool async)
    {
        await using var context = Desk.Context();
        context.AddRange(
            new Author { Id = 1, Home = new Address { Street = "Lane" }, Links = { new Link { Id = 1 }, new Link { Id = 2 } } },
            new Author { Id = 2 },
            new Author { Id = 6 },
            new Article { AuthorId = 2 },
            new Setting { Name = "theme" },
            new Order { Id = 150 });
        var saved = await context.SaveAsync(async);

        // As EF Core counts: an owned entity in its owner's table is part of the owner's row.
        Assert.Equal(8, saved);
        Assert.Equal([0, 1, 2, 0], Desk.Counts("Author"));
        Assert.Equal([0, 2, 0, 0], Desk.Counts("Link"));
        Assert.Equal([0, 0, 1, 0], Desk.Counts("Article"));
        Assert.Equal([1, 0, 0, 0], Desk.Counts("Setting"));
        Assert.Equal([0, 1, 0, 0], Desk.Counts("Order"));
        Assert.Equal("Lane", Desk.Scalar("s1", "SELECT \"Home_Street\" FROM \"Author\""));
        Assert.All(context.ChangeTracker.Entries(), entry => Assert.Equal(EntityState.Unchanged, entry.State));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Updates_and_deletes_find_the_rows_where_they_are(bool async)
    {
        await using (var context = Desk.Context())
        {
            context.AddRange(Enumerable.Range(0, 8).Select(i => new Author { Id = i, Name = "before" }));
            await context.SaveChangesAsync();
        }

        await using (var context = Desk.Context())
        {
            foreach (var author in context.Set<Author>())
            {
                author.Name = "after";
                if (author.Id < 4)
                {
                    context.Remove(author);
                }
            }

            Assert.Equal(8, await context.SaveAsync(async));
        }

        Assert.Equal([1, 1, 1, 1], Desk.Counts("Author"));
        Assert.All(Desk.Names, name => Assert.Equal("after", Desk.Scalar(name, "SELECT \"Name\" FROM \"Author\"")));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    [InlineData(false, 3)]
    public async Task One_shard_is_sent_what_plain_EF_Core_sends(bool async, int rows)
    {
        var (plainLog, shardedLog) = (new CommandLog(), new CommandLog());
        using var file = new Schema.SqliteFiles();
        await using var plain = new DeskContext(new DbContextOptionsBuilder().UseSqlite(file["plain"]).AddInterceptors(plainLog).Options);
        await plain.Database.EnsureCreatedAsync();
        await using var sharded = Desk.Context(CrossShardCommit.Reject, o => o.AddInterceptors(shardedLog));
        var before = plainLog.Lines.Count;
        foreach (var context in new[] { plain, sharded })
        {
            var author = new Author { Id = 1, Home = new Address { Street = "Lane" } };
            context.Add(author);
            context.AddRange(Enumerable.Range(2, rows - 1).Select(i => new Article { Id = new Guid(i, 0, 0, new byte[8]), Slug = $"{i}", Author = author }));
            Assert.Equal(rows, await context.SaveAsync(async));
            author.Name = "new";
            Assert.Equal(1, await context.SaveAsync(async));
            context.Remove(author);
            Assert.Equal(rows, await context.SaveAsync(async));
        }

        Assert.Equal(plainLog.Lines.Skip(before), shardedLog.Lines);
        Assert.NotEmpty(shardedLog.Lines);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_thousand_rows_over_four_shards_arrive(bool async)
    {
        await using var context = Desk.Context();
        context.AddRange(Enumerable.Range(0, 2000).Select(i => new Author { Id = i, Name = $"author {i}" }));

        Assert.Equal(2000, await context.SaveAsync(async));

        Assert.Equal([500, 500, 500, 500], Desk.Counts("Author"));
        Assert.Equal(2000, (await Desk.Context().Set<Author>().AsNoTracking().ToListAsync()).Count(a => a.Name == $"author {a.Id}"));
    }

    [Fact]
    public async Task Entities_without_a_shard_key_go_where_their_tracked_principal_is()
    {
        await using var context = Desk.Context();
        context.AddRange(
            new Article { AuthorId = 1, Author = new Author { Id = 1 }, Remarks = { new Remark(), new Remark() } },
            new Article { AuthorId = 3, Author = new Author { Id = 3 }, Remarks = { new Remark() } });
        await context.SaveChangesAsync();
        Assert.Equal([0, 2, 0, 1], Desk.Counts("Remark"));

        context.Set<Remark>().Local.ToList().ForEach(remark => remark.Text = "changed");
        Assert.Equal(3, await context.SaveChangesAsync());

        context.RemoveRange(context.Set<Remark>().Local.Where(r => r.Article!.AuthorId == 1));
        Assert.Equal(2, await context.SaveChangesAsync());
        Assert.Equal([0, 0, 0, 1], Desk.Counts("Remark"));
        Assert.Equal("changed", Desk.Scalar("s3", "SELECT \"Text\" FROM \"Remark\""));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_parts_of_an_entity_in_several_tables_and_in_a_document_are_saved_together(bool async)
    {
        await using var context = Desk.Context();
        var payments = Enumerable.Range(0, 8).Select(i => new CardPayment { PayerId = i, Card = "old" }).ToList();
        var articles = Enumerable.Range(0, 8).Select(i => new Article { Author = new Author { Id = i }, Style = new Style { Font = "old" } }).ToList();
        context.AddRange([.. payments, .. articles]);
        await context.SaveAsync(async);
        Assert.Equal([2, 2, 2, 2], Desk.Counts("Payment"));
        Assert.Equal([2, 2, 2, 2], Desk.Counts("CardPayment"));

        payments.ForEach(payment => (payment.Card, payment.Amount) = ("new", 1));
        articles.ForEach(article => article.Style!.Font = "new");
        await context.SaveAsync(async);

        Assert.All(Desk.Names, name => Assert.Equal("new1", Desk.Scalar(name, "SELECT min(\"Card\") || count(DISTINCT \"Card\") FROM \"CardPayment\"")));
        Assert.All(Desk.Names, name => Assert.Equal("{\"Font\":\"new\"}", Desk.Scalar(name, "SELECT min(\"Style\") FROM \"Article\"")));

        context.RemoveRange(payments);
        await context.SaveAsync(async);
        Assert.Equal([0, 0, 0, 0], Desk.Counts("Payment"));
    }

    [Fact]
    public async Task A_join_row_lives_with_its_sharded_side()
    {
        await using var context = Desk.Context();
        var tag = new Tag { Name = "news" };
        context.AddRange(
            new Article { Author = new Author { Id = 1 }, Tags = { tag } },
            new Article { Author = new Author { Id = 2 }, Tags = { tag } });

        await context.SaveChangesAsync();

        Assert.Equal([1, 1, 1, 1], Desk.Counts("Tag"));
        Assert.Equal([0, 1, 1, 0], Desk.Counts("ArticleTag"));
    }

    [Fact]
    public async Task A_row_without_a_shard_key_has_a_fixed_place_where_that_is_allowed()
    {
        await using var context = Desk.Context();
        context.AddRange(new Draft(), new Draft { OwnerId = 2 });

        await context.SaveChangesAsync();

        Assert.Equal([1, 0, 1, 0], Desk.Counts("Draft"));
    }

    [Fact]
    public async Task A_foreign_key_across_shards_is_saved_with_its_own_row()
    {
        await using var context = Desk.Context();
        context.AddRange(new Author { Id = 1 }, new Author { Id = 2 }, new Follow { FollowerId = 1, FollowedId = 2 });

        Assert.Equal(3, await context.SaveChangesAsync());

        Assert.Equal([0, 1, 0, 0], Desk.Counts("Follow"));
    }

    [Fact]
    public async Task A_pinned_shard_takes_what_belongs_to_it_and_what_only_the_untracked_principal_could_place()
    {
        var article = new Article { Author = new Author { Id = 5 } };
        await using (var context = Desk.Context())
        {
            context.Add(article);
            await context.SaveChangesAsync();
        }

        await using (var context = Desk.Context())
        using (context.Sharding().UseShard("s1"))
        {
            context.AddRange(new Remark { ArticleId = article.Id }, new Author { Id = 9 });
            await context.SaveChangesAsync();
        }

        Assert.Equal([0, 1, 0, 0], Desk.Counts("Remark"));
        Assert.Equal([0, 2, 0, 0], Desk.Counts("Author"));
    }

    [Fact]
    public async Task Nothing_to_save_sends_nothing()
    {
        var log = new CommandLog();
        await using var context = Desk.Context(configure: o => o.AddInterceptors(log));

        Assert.Equal(0, await context.SaveChangesAsync());
        context.Attach(new Author { Id = 1 });
        Assert.Equal(0, context.SaveChanges());

        Assert.Empty(log.Lines);
    }
}
