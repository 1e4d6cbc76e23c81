using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Moving.TreeContext;

namespace EfShard.Tests.Moving;

/// <summary>Rows that live with rows of their own table move with the post that these live with: whole trees, also where rows point to each other in a circle.</summary>
public sealed class MovingTreesTests(TreeDesk desk) : IClassFixture<TreeDesk>
{
    public static TheoryData<bool, bool> Cases() => MovingDesk.Cases();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Trees_of_every_kind_move_with_their_post(bool postgres, bool async)
    {
        await FillAsync(postgres);
        await OnBothAsync(postgres, async context =>
        {
            (await context.Posts.SingleAsync(p => p.Id == 1)).AuthorId = 2;
            Assert.Equal(1, await SaveAsync(context, async));
        });

        desk.AssertSameRows(postgres);
        Assert.All(new[] { "Cascades", "RestrictNode", "PlainNode", "NullNode" }, table => Assert.Equal((8, 3), (Count("s2", table), Count("s1", table))));
        Assert.Equal((4, 2), (Count("s2", "Branch"), Count("s1", "Branch")));
        Assert.Equal((2, 1), (Count("s2", "Like"), Count("s1", "Like")));

        // And back, loaded and changed on the way.
        await OnBothAsync(postgres, async context =>
        {
            var post = await context.Posts.SingleAsync(p => p.Id == 1);
            var nodes = await context.Cascades.Where(n => n.PostId == 1).OrderBy(n => n.Id).ToListAsync();
            post.AuthorId = 3;
            nodes.ForEach(node => node.Text = "changed");
            context.Add(new CascadeNode { Id = 99, PostId = 1, ParentId = nodes[0].Id, Text = "added" });
            Assert.Equal(nodes.Count + 2, await SaveAsync(context, async));
        });

        desk.AssertSameRows(postgres);
        Assert.Equal((9, 0), (Count("s0", "Cascades"), Count("s2", "Cascades")));
        return;

        int Count(string shard, string table) => desk.Rows(postgres, shard, table).Length;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_tree_of_many_rows_and_many_levels_moves(bool postgres, bool async)
    {
        desk.Clear(postgres);
        await OnBothAsync(postgres, async context =>
        {
            context.Add(new Post { Id = 1, AuthorId = 1 });
            var nodes = Enumerable.Range(1, 1200).Select(i => new RestrictNode { Id = i, PostId = 1, ParentId = i == 1 ? null : i > 1000 ? i - 1 : (i + 1) / 3 }).ToList();
            context.AddRange(nodes);
            await context.SaveChangesAsync();
        });
        await OnBothAsync(postgres, async context =>
        {
            (await context.Posts.SingleAsync()).AuthorId = 2;
            Assert.Equal(1, await SaveAsync(context, async));
        });

        desk.AssertSameRows(postgres);
        Assert.Equal(1200, desk.Rows(postgres, "s2", "RestrictNode").Length);
    }

    // The reply would have to be where both are. With CASCADE it must not go with the node that it replies to.
    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_reply_under_another_post_keeps_a_tree_where_it_is(bool postgres, bool async)
    {
        await FillAsync(postgres);
        await OnBothAsync(postgres, async context =>
        {
            _ = await context.Posts.SingleAsync(p => p.Id == 2);
            context.Add(new CascadeNode { Id = 20, PostId = 2, ParentId = 4 });
            await context.SaveChangesAsync();
        });
        await using var context = desk.Context(postgres);
        (await context.Posts.SingleAsync(p => p.Id == 1)).AuthorId = 2;

        Assert.IsType<DbUpdateException>(await Record.ExceptionAsync(() => SaveAsync(context, async)));
        desk.AssertSameRows(postgres);
    }

    private async Task OnBothAsync(bool postgres, Func<TreeContext, Task> work)
    {
        foreach (var isPlain in new[] { true, false })
        {
            await using var context = desk.Context(postgres, isPlain);
            await work(context);
        }
    }

    /// <summary>Two posts on shard s1, each with a tree in every table; that of the first with two circles.</summary>
    private async Task FillAsync(bool postgres)
    {
        desk.Clear(postgres);
        await OnBothAsync(postgres, async context =>
        {
            context.AddRange(new Post { Id = 1, AuthorId = 1 }, new Post { Id = 2, AuthorId = 4 });
            await context.SaveChangesAsync();
            await AddAsync<CascadeNode>(context);
            await AddAsync<RestrictNode>(context, withCircle: postgres);
            await AddAsync<PlainNode>(context);
            await AddAsync<NullNode>(context);
            var cascades = await context.Cascades.ToListAsync();
            context.AddRange(new long[] { 1, 4, 12 }.Select(id => new Like { Id = id, Node = cascades.Single(n => n.Id == id) }));
            context.AddRange(
                new Branch { Tree = 1, Number = 1, PostId = 1 },
                new Branch { Tree = 1, Number = 2, PostId = 1, ParentTree = 1, ParentNumber = 1 },
                new Branch { Tree = 1, Number = 3, PostId = 1, ParentTree = 1, ParentNumber = 2 },
                new Branch { Tree = 2, Number = 1, PostId = 1, ParentTree = 1, ParentNumber = 2 },
                new Branch { Tree = 3, Number = 1, PostId = 2 },
                new Branch { Tree = 3, Number = 2, PostId = 2, ParentTree = 3, ParentNumber = 1 });
            await context.SaveChangesAsync();
        });
        desk.AssertSameRows(postgres);

        static async Task AddAsync<TNode>(TreeContext context, bool withCircle = true)
            where TNode : Node, new()
        {
            TNode[] nodes =
            [
                new() { Id = 1, PostId = 1 },
                new() { Id = 2, PostId = 1, ParentId = 1 },
                new() { Id = 3, PostId = 1, ParentId = 1 },
                new() { Id = 4, PostId = 1, ParentId = 3 },
                new() { Id = 5, PostId = 1 },
                new() { Id = 6, PostId = 1, ParentId = 5 },
                new() { Id = 7, PostId = 1 },
                new() { Id = 8, PostId = 1, ParentId = 4 },
                new() { Id = 10, PostId = 2 },
                new() { Id = 11, PostId = 2, ParentId = 10 },
                new() { Id = 12, PostId = 2, ParentId = 11 },
            ];
            context.AddRange(nodes);
            await context.SaveChangesAsync();

            // Circles: of two, and of one. Sqlite deletes none of two under RESTRICT, moved or not.
            (nodes[4].ParentId, nodes[6].ParentId) = (withCircle ? 6 : null, 7);
            await context.SaveChangesAsync();
        }
    }

    private static Task<int> SaveAsync(DbContext context, bool async) => async ? context.SaveChangesAsync() : Task.FromResult(context.SaveChanges());
}
