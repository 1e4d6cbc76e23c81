using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Moving.MovingContext;

namespace EfShard.Tests.Moving;

/// <summary>A row whose shard key changes goes to its new shard with all that live with it: the same changes over one database give the same rows in all.</summary>
public sealed class MovingRowsTests(MovingDesk desk) : IClassFixture<MovingDesk>
{
    private static readonly Guid First = new("00000000-0000-0000-0000-000000000001");

    public static TheoryData<bool, bool> Cases() => MovingDesk.Cases();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_post_takes_everything_along_that_lives_with_it(bool postgres, bool async)
    {
        await FillAsync(postgres);
        await OnBothAsync(postgres, async context =>
        {
            var post = await context.Posts.SingleAsync(p => p.Id == First);
            (post.AuthorId, post.Title, post.Version) = (6, "moved", 2);
            Assert.Equal(1, await SaveAsync(context, async));
            Assert.Equal((EntityState.Unchanged, 5), (context.Entry(post).State, post.Length));
        });

        desk.AssertSameRows(postgres);
        Assert.All(MovingDesk.Tables.Except(["Users", "Tag", "Papers", "Essays", "Bookmark"]), table => Assert.NotEmpty(desk.Rows(postgres, "s2", table)));
        Assert.DoesNotContain(desk.Rows(postgres, "s1", "Posts"), row => row.Contains(First.ToString(), StringComparison.OrdinalIgnoreCase));
        await using var other = desk.Context(postgres);
        Assert.Equal(6, (await other.Posts.SingleAsync(p => p.Slug == "slug1")).AuthorId);
        Assert.Equal(4, await other.Posts.Where(p => p.AuthorId == 6).SelectMany(p => p.Comments).CountAsync());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_new_key_of_the_same_shard_is_a_plain_update(bool postgres, bool async)
    {
        await FillAsync(postgres);
        await OnBothAsync(postgres, async context =>
        {
            (await context.Posts.SingleAsync(p => p.Id == First)).AuthorId = 5;
            Assert.Equal(1, await SaveAsync(context, async));
        });

        desk.AssertSameRows(postgres);
        Assert.Equal(2, desk.Rows(postgres, "s1", "Posts").Length);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Other_changes_of_the_same_save_find_their_rows(bool postgres, bool async)
    {
        await FillAsync(postgres);
        await OnBothAsync(postgres, async context =>
        {
            var post = await context.Posts.Include(p => p.Comments).ThenInclude(c => c.Reactions).Include(p => p.Tags).SingleAsync(p => p.Id == First);
            post.Author = new User { Id = 11, Name = "new" };
            (post.Title, post.Version, post.Slug, post.Text) = ("other", 2, "slug1b", null);
            post.Details!.Rating = 99;
            post.Look!.Color = "blue";
            post.Links[0].Url = "changed";
            post.Links.RemoveAt(1);
            post.Links.Add(new Link { Id = Id(8, 1), Url = "added" });
            post.Tags.RemoveAt(0);
            var quiet = post.Comments.Single(c => c.Reactions.Count == 0);
            var loud = post.Comments.Single(c => c.Reactions.Count == 1);
            context.Remove(quiet);
            loud.Text = "changed";
            loud.Reactions[0].Kind = 8;
            post.Comments.Add(new Comment { Id = Id(8, 2), Reactions = { new Reaction { Id = Id(8, 3) } } });
            await SaveAsync(context, async);
            Assert.DoesNotContain(context.ChangeTracker.Entries(), entry => entry.State is not EntityState.Unchanged);
        });

        desk.AssertSameRows(postgres);
        Assert.DoesNotContain(desk.Rows(postgres, "s1", "Comments"), row => row.Contains(First.ToString(), StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Several_posts_change_places_in_one_save(bool postgres, bool async)
    {
        await FillAsync(postgres);
        await OnBothAsync(postgres, async context =>
        {
            var posts = await context.Posts.OrderBy(p => p.Slug).ToListAsync();
            posts.ForEach(post => (post.AuthorId, post.Version) = (9 - post.AuthorId, 2));
            Assert.Equal(8, await SaveAsync(context, async));
        });

        desk.AssertSameRows(postgres);
        Assert.All(MovingDesk.Names, name => Assert.Equal(2, desk.Rows(postgres, name, "Posts").Length));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_derived_entity_takes_its_tables_along(bool postgres, bool async)
    {
        await FillAsync(postgres);
        await OnBothAsync(postgres, async context =>
        {
            var papers = await context.Papers.OrderBy(p => p.AuthorId).ToListAsync();
            ((Essay)papers[0]).Abstract = "changed";
            papers.ForEach(paper => paper.AuthorId = 9 - paper.AuthorId);
            await SaveAsync(context, async);
        });

        desk.AssertSameRows(postgres);
        Assert.Contains(desk.Rows(postgres, "s0", "Essays"), row => row.Contains("changed", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_transaction_sees_moved_rows_moves_them_again_and_takes_all_back(bool postgres, bool async)
    {
        await FillAsync(postgres);
        foreach (var commits in new[] { false, true })
        {
            await OnBothAsync(postgres, async context =>
            {
                await using var transaction = await context.Database.BeginTransactionAsync();
                var post = await context.Posts.SingleAsync(p => p.Id == First);
                foreach (var author in new long[] { 2, 3 })
                {
                    post.AuthorId = author;
                    await SaveAsync(context, async);
                    Assert.Equal(2, await context.Comments.CountAsync(c => c.PostId == First));
                    Assert.Equal(author, (await context.Posts.AsNoTracking().SingleAsync(p => p.Id == First)).AuthorId);
                }

                await (commits ? transaction.CommitAsync() : transaction.RollbackAsync());
            });

            desk.AssertSameRows(postgres);
            Assert.Equal(commits ? 3 : 2, desk.Rows(postgres, "s3", "Posts").Length);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_stale_entity_and_a_deleted_row_are_concurrency_conflicts_and_nothing_moves(bool postgres, bool async)
    {
        foreach (var change in new[] { "UPDATE \"Posts\" SET \"Version\" = 9", "UPDATE \"Posts\" SET \"Slug\" = 'x' || \"Slug\"" })
        {
            await FillAsync(postgres);
            await using var context = desk.Context(postgres);
            var post = await context.Posts.SingleAsync(p => p.Id == First);
            desk.Execute(postgres, "s1", change);
            var before = desk.Rows(postgres, "s1", "Posts");
            post.AuthorId = 2;
            post.Version = 2;

            var error = await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => SaveAsync(context, async));

            Assert.Contains(error.Entries, entry => entry.Entity == post);
            Assert.Equal((EntityState.Modified, 1L), (context.Entry(post).State, context.Entry(post).OriginalValues.GetValue<long>("AuthorId")));
            Assert.Equal(before, desk.Rows(postgres, "s1", "Posts"));
            Assert.Equal(2, desk.Rows(postgres, "s2", "Posts").Length);
            Assert.Equal(4, desk.Rows(postgres, "s1", "Comments").Length);
        }

        await FillAsync(postgres);
        await using var late = desk.Context(postgres);
        var paper = await late.Papers.SingleAsync(p => p.AuthorId == 2);
        desk.Execute(postgres, "s2", "DELETE FROM \"Papers\"");
        paper.AuthorId = 3;
        var missing = await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => SaveAsync(late, async));
        Assert.Same(paper, Assert.Single(missing.Entries).Entity);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_others_have_written_meanwhile_moves_along(bool postgres, bool async)
    {
        await FillAsync(postgres);
        await OnBothAsync(postgres, async context =>
        {
            var post = await context.Posts.SingleAsync(p => p.Id == First);
            await using (var other = context.IsPlain ? desk.PlainContext(postgres) : desk.Context(postgres))
            {
                (await other.Posts.SingleAsync(p => p.Id == First)).Score = 42.125;
                other.Add(new Comment { Id = Id(8, 4), PostId = First, Post = await other.Posts.SingleAsync(p => p.Id == First) });
                await other.SaveChangesAsync();
            }

            post.AuthorId = 4;
            await SaveAsync(context, async);
        });

        desk.AssertSameRows(postgres);
        Assert.Contains(desk.Rows(postgres, "s0", "Posts"), row => row.Contains("Score=42.125", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task More_rows_than_fit_into_one_batch_move(bool postgres, bool async)
    {
        await FillAsync(postgres);
        await OnBothAsync(postgres, async context =>
        {
            var post = await context.Posts.SingleAsync(p => p.Id == First);
            post.Comments.AddRange(Enumerable.Range(1, 1100).Select(i => new Comment { Id = new Guid(i, 9, 9, new byte[8]), Text = $"{i}" }));
            await context.SaveChangesAsync();
        });

        await OnBothAsync(postgres, async context =>
        {
            (await context.Posts.SingleAsync(p => p.Id == First)).AuthorId = 3;
            Assert.Equal(1, await SaveAsync(context, async));
        });

        desk.AssertSameRows(postgres);
        Assert.Equal(1106, desk.Rows(postgres, "s3", "Comments").Length);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task An_author_who_is_nowhere_fails_as_on_one_database(bool postgres, bool async)
    {
        await FillAsync(postgres);
        await OnBothAsync(postgres, async context =>
        {
            var post = await context.Posts.SingleAsync(p => p.Id == First);
            post.AuthorId = 99;
            Assert.IsType<DbUpdateException>(await Record.ExceptionAsync(() => SaveAsync(context, async)));
            Assert.Equal(EntityState.Modified, context.Entry(post).State);
            post.AuthorId = 98;
            await using var transaction = await context.Database.BeginTransactionAsync();
            Assert.IsType<DbUpdateException>(await Record.ExceptionAsync(() => SaveAsync(context, async)));
            post.AuthorId = 2;
            await SaveAsync(context, async);
            await transaction.CommitAsync();
        });

        desk.AssertSameRows(postgres);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Rows_that_the_model_does_not_know_of_keep_a_row_where_it_is(bool postgres, bool async)
    {
        await FillAsync(postgres);
        desk.Execute(postgres, "s1", $"CREATE TABLE stranger (post {(postgres ? "uuid" : "TEXT")} REFERENCES \"Comments\" (\"Id\") ON DELETE CASCADE)");
        try
        {
            await using var context = desk.Context(postgres);
            (await context.Posts.SingleAsync(p => p.Id == First)).AuthorId = 2;
            var error = await Assert.ThrowsAsync<DbUpdateException>(() => SaveAsync(context, async));
            Assert.Contains("'stranger'", error.InnerException!.Message, StringComparison.Ordinal);
        }
        finally
        {
            desk.Execute(postgres, "s1", "DROP TABLE stranger");
        }

        desk.AssertSameRows(postgres);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Without_a_commit_that_is_atomic_nothing_is_sent(bool postgres, bool async)
    {
        await FillAsync(postgres);
        foreach (var policy in new[] { CrossShardCommit.Reject, CrossShardCommit.BestEffort })
        {
            await using var context = desk.Context(postgres, policy, withIndex: false);
            (await context.Papers.SingleAsync(p => p.AuthorId == 1)).AuthorId = 2;
            var error = await Assert.ThrowsAsync<CrossShardCommitException>(() => SaveAsync(context, async));
            Assert.Contains("TwoPhase", error.Message, StringComparison.Ordinal);
        }

        desk.AssertSameRows(postgres);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task ExecuteUpdate_of_a_shard_key_stays_refused(bool postgres, bool async)
    {
        await FillAsync(postgres);
        await using var context = desk.Context(postgres);
        var papers = context.Papers.Where(p => p.AuthorId == 2);
        await Assert.ThrowsAsync<CrossShardQueryException>(
            async () => _ = async ? await papers.ExecuteUpdateAsync(set => set.SetProperty(p => p.AuthorId, 3)) : papers.ExecuteUpdate(set => set.SetProperty(p => p.AuthorId, 3)));
        desk.AssertSameRows(postgres);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_context_pinned_to_a_shard_moves_nothing_away(bool postgres, bool async)
    {
        await FillAsync(postgres);
        await using var context = desk.Context(postgres);
        (await context.Posts.SingleAsync(p => p.Id == First)).AuthorId = 2;
        using (context.Sharding().UseShard("s2"))
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => SaveAsync(context, async));
        }

        desk.AssertSameRows(postgres);
    }

    private async Task OnBothAsync(bool postgres, Func<MovingContext, Task> work)
    {
        await using (var plain = desk.PlainContext(postgres))
        {
            await work(plain);
        }

        await using var sharded = desk.Context(postgres);
        await work(sharded);
    }

    private async Task FillAsync(bool postgres)
    {
        desk.Clear(postgres);
        await OnBothAsync(postgres, async context =>
        {
            var tags = new[] { new Tag { Id = 1 }, new Tag { Id = 2 } };
            context.AddRange(tags);
            context.AddRange(Enumerable.Range(1, 8).Select(i => new User { Id = i, Name = $"user {i}" }));
            for (var i = 1; i <= 8; i++)
            {
                var post = new Post();
                (post.Id, post.AuthorId, post.Title, post.Slug, post.Text, post.Version) = (Id(0, i), i, $"title {i}", $"slug{i}", "it's \"quoted\"\\\n\t", 1);
                (post.At, post.Score, post.Picture) = (new DateTime(2026, 11, i, 10, 0, 0, DateTimeKind.Utc).AddTicks(1230), Math.PI * i, [0, 1, (byte)i, 255]);
                post.Look = i % 2 == 0 ? null : new Look { Color = "red" };
                post.Details = new Details { Mood = "good", Rating = i };
                post.Links.AddRange([new Link { Id = Id(1, i), Url = "https://example.org/?a,b" }, new Link { Id = Id(2, i), Url = "" }]);
                post.Tags.AddRange(tags);
                post.Comments.Add(new Comment { Id = Id(3, i), Text = null });
                post.Comments.Add(new Comment { Id = Id(4, i), Text = "{NULL}", Reactions = { new Reaction { Id = Id(5, i), Kind = 7 } } });
                context.Add(post);
                context.Add(i % 2 == 0 ? new Paper { Id = Id(7, i), AuthorId = i } : new Essay { Id = Id(7, i), AuthorId = i, Abstract = "short" });
                context.Add(new Bookmark { Id = Id(6, i), UserId = 9 - i, Post = post });
            }

            await context.SaveChangesAsync();
        });
        desk.AssertSameRows(postgres);
    }

    private static Guid Id(int kind, int number) => new($"0000000{kind}-0000-0000-0000-00000000000{number}");

    private static Task<int> SaveAsync(DbContext context, bool async) => async ? context.SaveChangesAsync() : Task.FromResult(context.SaveChanges());
}
