using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Moving.TreeContext;

namespace EfShard.Tests.Moving;

/// <summary>Rows that live with two others follow when both move in one save.</summary>
public sealed class MovingTogetherTests(TreeDesk desk) : IClassFixture<TreeDesk>
{
    public static TheoryData<bool, bool> Cases() => MovingDesk.Cases();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_lives_with_two_moves_with_both(bool postgres, bool async)
    {
        await FillAsync(postgres);
        await OnBothAsync(postgres, async context =>
        {
            foreach (var post in await context.Posts.Where(p => p.Id != 2).ToListAsync())
            {
                post.AuthorId = 2;
            }

            (await context.Albums.SingleAsync(a => a.Id == 1)).AuthorId = 2;

            // Changed, added and deleted on the way.
            var pictures = await context.Pictures.Include(p => p.Marks).Where(p => p.AlbumId == 1).OrderBy(p => p.Id).ToListAsync();
            pictures[0].Title = "changed";
            pictures[0].Marks.Add(new Mark { Id = 50 });
            context.Remove(pictures[1].Marks[0]);
            context.Add(new Picture { Id = 50, Post = pictures[0].Post, Album = pictures[0].Album, Marks = { new Mark { Id = 51 } } });
            await SaveAsync(context, async);
            Assert.DoesNotContain(context.ChangeTracker.Entries(), entry => entry.State is not EntityState.Unchanged);
        });

        desk.AssertSameRows(postgres);
        Assert.Equal([2, 1, 4, 7], Counts(postgres, "s2"));
        Assert.Equal([1, 1, 1, 2], Counts(postgres, "s1"));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_lives_with_two_keeps_one_of_them_where_it_is(bool postgres, bool async)
    {
        await FillAsync(postgres);
        foreach (var authors in new[] { (2, 1), (2, 3) })
        {
            await using var context = desk.Context(postgres);
            (await context.Posts.SingleAsync(p => p.Id == 1)).AuthorId = authors.Item1;
            (await context.Albums.SingleAsync(a => a.Id == 1)).AuthorId = authors.Item2;

            Assert.IsType<DbUpdateException>(await Record.ExceptionAsync(() => SaveAsync(context, async)));
            desk.AssertSameRows(postgres);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Those_that_have_nothing_in_common_move_in_one_save(bool postgres, bool async)
    {
        await FillAsync(postgres);
        await OnBothAsync(postgres, async context =>
        {
            context.AddRange(new Post { Id = 9, AuthorId = 1 }, new Album { Id = 9, AuthorId = 4 });
            await context.SaveChangesAsync();
            (await context.Posts.SingleAsync(p => p.Id == 9)).AuthorId = 3;
            (await context.Albums.SingleAsync(p => p.Id == 9)).AuthorId = 3;
            await SaveAsync(context, async);
        });

        desk.AssertSameRows(postgres);
        Assert.Equal([1, 1, 0, 0], Counts(postgres, "s0"));
    }

    private long[] Counts(bool postgres, string shard)
        => [.. new[] { "Posts", "Albums", "Pictures", "Mark" }.Select(table => (long)desk.Rows(postgres, shard, table).Length)];

    private async Task OnBothAsync(bool postgres, Func<TreeContext, Task> work)
    {
        foreach (var isPlain in new[] { true, false })
        {
            await using var context = desk.Context(postgres, isPlain);
            await work(context);
        }
    }

    /// <summary>Posts 1 and 3 have pictures in album 1, post 2 in album 2; all on shard s1, each picture with two marks.</summary>
    private async Task FillAsync(bool postgres)
    {
        desk.Clear(postgres);
        await OnBothAsync(postgres, async context =>
        {
            var posts = Enumerable.Range(1, 3).Select(id => new Post { Id = id, AuthorId = id == 2 ? 4 : 1 }).ToList();
            var albums = Enumerable.Range(1, 2).Select(id => new Album { Id = id, AuthorId = id == 2 ? 4 : 1 }).ToList();
            foreach (var (id, post, album) in new[] { (1, 1, 1), (2, 1, 1), (3, 3, 1), (4, 2, 2) })
            {
                context.Add(new Picture { Id = id, Post = posts[post - 1], Album = albums[album - 1], Marks = { new Mark { Id = 10 * id }, new Mark { Id = (10 * id) + 1 } } });
            }

            await context.SaveChangesAsync();
        });
        desk.AssertSameRows(postgres);
    }

    private static Task<int> SaveAsync(DbContext context, bool async) => async ? context.SaveChangesAsync() : Task.FromResult(context.SaveChanges());
}
