using EfShard.Tests.Model.Blog;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries.Gathering;

/// <summary>A query for each row of the table in docs/gather.md.</summary>
public static class Pieces
{
    private const int Shards = 4;

    public static TheoryData<string> Names => [.. All.Select(p => p.Name)];

    private static IReadOnlyList<Piece> All { get; } =
    [
        new(
            "an aggregate as a value",
            db => db.Users.Where(u => u.Score > db.Users.Average(o => o.Score)).OrderBy(u => u.Id).Select(u => u.Name),
            ["one row a shard of", "ships Users (Id, Name, Score) of"],
            data => data.Of<User>().Count() + Shards),
        new(
            "an aggregate of nothing as a value",
            db => db.Users.Where(u => db.Users.Where(o => o.Age > 1000).Sum(o => o.Age) == 0).OrderBy(u => u.Id).Select(u => u.Name),
            ["ships Users (sum), filtered, one row a shard of"],
            data => data.Of<User>().Count() + Shards),
        new(
            "one row behind EXISTS",
            db => db.Set<Follow>().Where(f => db.Posts.Any(p => p.Rating > 2)).OrderBy(f => f.FollowerId).ThenBy(f => f.FollowedId)
                .Select(f => f.FollowerId + " " + f.FollowedId),
            ["filtered, each shard's first of Posts"],
            data => data.Of<Follow>().Count() + Shards),
        new(
            "different values behind IN",
            db => db.Set<Follow>().Where(f => db.Posts.Where(p => p.Rating > 2).Select(p => p.AuthorId).Contains(f.FollowedId))
                .OrderBy(f => f.FollowerId).ThenBy(f => f.FollowedId).Select(f => f.FollowerId + " " + f.FollowedId),
            ["ships Posts (AuthorId, Rating), filtered of"],
            data => data.Of<Follow>().Count() + data.Of<Post>().Count(p => p.Rating > 2)),
        new(
            "the first rows below other operators",
            db => db.Posts.OrderByDescending(p => p.Id).Take(7).Where(p => p.Rating > 1).OrderBy(p => p.Id).Select(p => p.Title),
            ["each shard's first of"],
            _ => 7 * Shards),
        new(
            "a page below other operators",
            db => db.Posts.OrderBy(p => p.Rating).ThenBy(p => p.Id).Skip(5).Take(3).Join(db.Comments, p => p.Rating, c => c.Likes, (p, c) => new { p.Id, p.Title, Comment = c.Id })
                .OrderBy(x => x.Id).ThenBy(x => x.Comment).Select(x => x.Title + x.Comment),
            ["each shard's first of"],
            data => (8 * Shards) + data.Of<Comment>().Count()),
        new(
            "groups joined with other rows",
            db => db.Posts.GroupBy(p => p.CategoryCode).Select(g => new { g.Key, Count = g.Count(), Best = g.Min(p => p.Rating) })
                .Join(db.Comments, g => g.Best, c => c.Likes, (g, c) => new { g.Key, g.Count, c.Id }).OrderBy(x => x.Id).ThenBy(x => x.Key)
                .Select(x => x.Key + ":" + x.Count + ":" + x.Id),
            ["ships Posts (CategoryCode, count, min), grouped of"],
            data => data.Of<Comment>().Count() + (Shards * data.Of<Post>().Select(p => p.CategoryCode).Distinct().Count())),
        new(
            "groups of groups",
            db => db.Users.GroupBy(u => u.City).Select(g => new { g.Key, Count = g.Count() }).GroupBy(g => g.Count)
                .OrderBy(g => g.Key).Select(g => g.Key + ":" + g.Count()),
            ["ships Users (City, count), grouped of"],
            data => Shards * data.Of<User>().Select(u => u.City).Distinct().Count()),
        new(
            "groups of groups that shards finish",
            db => db.Posts.GroupBy(p => p.AuthorId).Select(g => new { g.Key, Count = g.Count() }).GroupBy(g => g.Count)
                .OrderBy(g => g.Key).Select(g => g.Key + ":" + g.Count()),
            ["grouped of"],
            data => Shards * data.Of<Post>().GroupBy(p => p.AuthorId).Select(g => g.Count()).Distinct().Count()),
        new(
            "different values below other operators",
            db => db.Users.Select(u => u.City).Distinct().Join(db.Set<Setting>(), c => c!.Length, s => s.Value.Length, (c, s) => c + ":" + s.Name).OrderBy(x => x),
            ["ships Users (City), distinct of"],
            data => (Shards * data.Of<User>().Select(u => u.City).Distinct().Count()) + data.Of<Setting>().Count()),
        new(
            "tables that live together",
            db => from post in db.Posts
                  join author in db.Users on post.AuthorId equals author.Id
                  join comment in db.Comments on post.Rating equals comment.Likes
                  where author.Age > 30 && comment.Text.Length > 5
                  orderby post.Id, comment.Id
                  select post.Title + author.Name + comment.Id,
            ["ships Posts with Users (", "filtered of"],
            data => data.Of<Comment>().Count() + data.Of<Post>().Count(p => data.Of<User>().Single(u => u.Id == p.AuthorId).Age > 30)),
        new(
            "a LEFT JOIN of what lives together",
            db => from follow in db.Set<Follow>()
                  join followed in db.Users on follow.FollowedId equals followed.Id
                  join profile in db.Set<UserProfile>() on followed.Id equals profile.UserId into profiles
                  from profile in profiles.DefaultIfEmpty()
                  orderby follow.FollowerId, follow.FollowedId
                  select follow.FollowerId + followed.Name + (profile == null ? "-" : profile.UserId.ToString()),
            ["ships Users with Profiles ("],
            data => data.Of<Follow>().Count() + data.Of<User>().Count()),
        new(
            "a condition that follows its row",
            db => from follow in db.Set<Follow>()
                  join followed in db.Users on follow.FollowedId equals followed.Id
                  where followed.Posts.Any(p => p.Rating > 3)
                  orderby follow.FollowerId, follow.FollowedId
                  select follow.FollowerId + followed.Name,
            ["ships Users with Posts (Id, Name), filtered of"],
            data => data.Of<Follow>().Count() + data.Of<Post>().Where(p => p.Rating > 3).Select(p => p.AuthorId).Distinct().Count()),
        new(
            "a value that follows its row",
            db => from follow in db.Set<Follow>()
                  join followed in db.Users on follow.FollowedId equals followed.Id
                  orderby follow.FollowerId, follow.FollowedId
                  select follow.FollowerId + ":" + followed.Posts.Count(p => p.Rating > 1),
            ["a subquery"],
            data => data.Of<Follow>().Count() + data.Of<User>().Count()),
        new(
            "sides of a set operation",
            db => db.Users.Join(db.Posts, u => u.Id, p => p.AuthorId, (u, p) => u.City!).Union(db.Users.Select(u => u.Nickname)).OrderBy(x => x),
            ["ships Users with Posts ("],
            data => data.Of<Post>().Count() + data.Of<User>().Count()),
        new(
            "a key that tells the shard",
            db => db.Posts.Where(p => p.AuthorId == db.Users.Min(u => u.Id)).GroupBy(p => p.Rating).OrderBy(g => g.Key).Select(g => g.Key + ":" + g.Count()),
            ["ships Users (min), one row a shard of"],
            data => data.Of<Post>().Count() + Shards),
        new(
            "arithmetic over aggregates",
            db => db.Posts.GroupBy(p => p.CategoryCode).OrderByDescending(g => g.Sum(p => p.Rating) - (2 * g.Count())).ThenBy(g => g.Key)
                .Select(g => g.Key + ":" + (g.Max(p => p.Rating) - g.Min(p => p.Rating))),
            ["ships Posts (CategoryCode, ", "grouped of"],
            data => Shards * data.Of<Post>().Select(p => p.CategoryCode).Distinct().Count()),
    ];

    public static Piece Named(string name) => All.Single(p => p.Name == name);
}
