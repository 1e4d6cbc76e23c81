using EfShard.Tests.Model.Blog;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>What <see cref="CompiledShapes" /> runs: compiled once, run with other keys and on other contexts.</summary>
internal sealed class CompiledQueries
{
    public Func<BlogContext, long, IEnumerable<Post>> PostsOf { get; } =
        EF.CompileQuery<BlogContext, long, Post>((db, id) => db.Posts.Where(p => p.AuthorId == id).OrderBy(p => p.Id));

    public Func<BlogContext, long, IAsyncEnumerable<Post>> PostsOfAsync { get; } =
        EF.CompileAsyncQuery<BlogContext, long, Post>((db, id) => db.Posts.Where(p => p.AuthorId == id).OrderBy(p => p.Id));

    public Func<BlogContext, int, int, IEnumerable<User>> Page { get; } =
        EF.CompileQuery((BlogContext db, int skip, int take) => db.Users.OrderBy(u => u.Name).ThenBy(u => u.Id).Skip(skip).Take(take));

    public Func<BlogContext, int, int, IAsyncEnumerable<User>> PageAsync { get; } =
        EF.CompileAsyncQuery((BlogContext db, int skip, int take) => db.Users.OrderBy(u => u.Name).ThenBy(u => u.Id).Skip(skip).Take(take));

    public Func<BlogContext, long[], IEnumerable<Post>> Among { get; } =
        EF.CompileQuery((BlogContext db, long[] ids) => db.Posts.Where(p => ids.Contains(p.AuthorId)));

    public Func<BlogContext, long[], IAsyncEnumerable<Post>> AmongAsync { get; } =
        EF.CompileAsyncQuery((BlogContext db, long[] ids) => db.Posts.Where(p => ids.Contains(p.AuthorId)));

    public Func<BlogContext, long, User> ById { get; } =
        EF.CompileQuery((BlogContext db, long id) => db.Users.Include(u => u.Posts).Single(u => u.Id == id));

    public Func<BlogContext, long, Task<User>> ByIdAsync { get; } =
        EF.CompileAsyncQuery((BlogContext db, long id) => db.Users.Include(u => u.Posts).Single(u => u.Id == id));

    public Func<BlogContext, int, int> CountRated { get; } =
        EF.CompileQuery((BlogContext db, int rating) => db.Posts.Count(p => p.Rating == rating));

    public Func<BlogContext, int, Task<int>> CountRatedAsync { get; } =
        EF.CompileAsyncQuery((BlogContext db, int rating) => db.Posts.Count(p => p.Rating == rating));
}
