using BlogApp.Model;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Tests.Startup;

public sealed class PreparationTests
{
    [Fact]
    public async Task The_first_start_creates_the_whole_sample()
    {
        using var blog = new BlogFactory();

        var users = await blog.WithContextAsync(context => context.Users.AsNoTracking().ToListAsync());
        var follows = await blog.WithContextAsync(context => context.Follows.AsNoTracking().ToListAsync());
        var followers = await blog.WithContextAsync(context => context.Followers.AsNoTracking().ToListAsync());
        var posts = await blog.WithContextAsync(context => context.Posts.AsNoTracking().ToListAsync());
        var tags = await blog.WithContextAsync(context => context.PostTags.AsNoTracking().ToListAsync());
        var comments = await blog.WithContextAsync(context => context.Comments.AsNoTracking().ToListAsync());

        Assert.Equal(
            BlogFactory.Sample.Users().Select(u => (u.Id, u.Name, u.JoinedAt)),
            users.OrderBy(u => u.Id).Select(u => (u.Id, u.Name, u.JoinedAt)));
        Assert.Equal(
            BlogFactory.Sample.Follows().Select(f => (f.FollowerId, f.FollowedId)).Order(),
            follows.Select(f => (f.FollowerId, f.FollowedId)).Order());
        Assert.Equal(
            BlogFactory.Sample.Followers().Select(f => (f.FollowedId, f.FollowerId, f.FollowerName)).Order(),
            followers.Select(f => (f.FollowedId, f.FollowerId, f.FollowerName)).Order());
        Assert.Equal(
            BlogFactory.Sample.Posts().SelectMany(p => p.Tags).Select(t => (t.PostId, t.Tag, t.AuthorId)).Order(),
            tags.Select(t => (t.PostId, t.Tag, t.AuthorId)).Order());
        Assert.Equal(
            BlogFactory.Sample.Posts().SelectMany(p => p.Comments).Select(c => (c.Id, c.PostId, c.AuthorName, c.Body, c.CreatedAt)).Order(),
            comments.Select(c => (c.Id, c.PostId, c.AuthorName, c.Body, c.CreatedAt)).Order());
        Assert.Equal(
            BlogFactory.Sample.Posts().OrderBy(p => p.Id).Select(p => (p.Id, p.AuthorId, p.CategoryCode, p.Title, p.Body, p.CreatedAt)),
            posts.OrderBy(p => p.Id).Select(p => (p.Id, p.AuthorId, p.CategoryCode, p.Title, p.Body, p.CreatedAt)));
    }

    [Fact]
    public async Task A_second_start_keeps_what_was_written()
    {
        using var folder = new TestFolder();
        await using (var first = new BlogFactory(folder))
        {
            await first.WithContextAsync(context =>
            {
                context.Users.Add(new User { Id = 5_000, Name = "Late", NameKey = "late", JoinedAt = DateTime.UnixEpoch });
                return context.SaveChangesAsync();
            });
        }

        await using var second = new BlogFactory(folder);

        Assert.Equal(BlogFactory.Users + 1, await second.WithContextAsync(async context => (await context.Users.ToListAsync()).Count));
    }

    [Fact]
    public async Task A_first_start_that_was_interrupted_is_done_over()
    {
        using var folder = new TestFolder();
        await using (var first = new BlogFactory(folder))
        {
            await first.WithContextAsync(async context =>
            {
                var prepared = await context.Settings.SingleAsync(s => s.Name == Setting.Prepared);
                context.Settings.Remove(prepared); // what an interrupted start never got to write
                await context.SaveChangesAsync();
                return await context.Follows.Where(f => f.FollowerId == 1).ExecuteDeleteAsync();
            });
        }

        await using var second = new BlogFactory(folder);

        Assert.Equal(
            BlogFactory.Sample.Follows().Count(),
            await second.WithContextAsync(async context => (await context.Follows.ToListAsync()).Count));
    }
}
