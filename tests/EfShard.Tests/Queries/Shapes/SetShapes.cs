using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>Concat, Union, Intersect and Except of sharded sets.</summary>
internal static class SetShapes
{
    private const string User = "sharded";
    private const string WithoutKey = "equal rows may be on several shards";

    private static readonly DateTime Spring = new(2024, 4, 1, 0, 0, 0, DateTimeKind.Utc);

    public static IEnumerable<QueryShape> All { get; } =
    [
        Rows("Concat of one entity", "Concat", User, Asked.All, (db, _) =>
            db.Follows.Where(f => f.FollowedId > 30).Concat(db.Follows.Where(f => f.Since > Spring))),
        Rows("Concat of two entities", "Select Concat", "two sharded, one group", Asked.All, (db, _) =>
            db.Users.Select(u => new { u.Id, Text = u.Name }).Concat(db.Posts.Select(p => new { p.Id, Text = p.Title }))),
        Rows("Concat without the key", "Select Concat", User, Asked.All, (db, _) =>
            db.Users.Select(u => u.Name).Concat(db.Posts.Select(p => p.Title))),
        Rows("Concat in order", "Concat OrderBy", User, Asked.All, (db, _) =>
            db.Users.Select(u => new { u.Id, Text = u.Name }).Concat(db.Posts.Select(p => new { p.Id, Text = p.Title }))
                .OrderBy(x => x.Text).ThenBy(x => x.Id)).Ordered(),
        Rows("Concat in order with Skip and Take", "Concat OrderBy Skip Take", User, Asked.All, (db, _) =>
            db.Users.Select(u => new { u.Id, Text = u.Name }).Concat(db.Posts.Select(p => new { p.Id, Text = p.Title }))
                .OrderByDescending(x => x.Text).ThenBy(x => x.Id).Skip(10).Take(25)).Ordered(),
        Rows("Concat of three", "Concat Concat", User, Asked.All, (db, _) =>
            db.Users.Select(u => u.Id).Concat(db.Posts.Select(p => p.AuthorId)).Concat(db.Comments.Select(c => c.PostAuthorId))),
        Rows("Concat then Where", "Concat Where", User, Asked.All, (db, _) =>
            db.Users.Select(u => new { u.Id, Text = u.Name }).Concat(db.Posts.Select(p => new { Id = p.AuthorId, Text = p.Title }))
                .Where(x => x.Text == "zoe")),
        Rows("Concat, one key for both", "Concat Where", User, Asked.One, (db, k) =>
            db.Users.Where(u => u.Id == k.User).Select(u => u.Name).Concat(db.Posts.Where(p => p.AuthorId == k.User).Select(p => p.Title))),
        Rows("Concat, a key for each", "Concat Where", User, Asked.Some, (db, k) =>
            db.Follows.Where(f => f.FollowerId == k.User).Concat(db.Follows.Where(f => f.FollowerId == k.Other))),
        Rows("Concat of co-located joins", "Concat Join", "two sharded, one group", Asked.All, (db, _) =>
            db.Posts.Select(p => new { p.Id, p.Author.Name }).Concat(db.Payments.Select(p => new { p.Id, p.User.Name }))),
        Rows("Union with Include", "Union Include", User, Asked.All, (db, _) =>
            db.Comments.Where(c => c.Likes == 1).Union(db.Comments.Where(c => c.Likes == 3)).Include(c => c.Replies)),
        Rows("Union of entities", "Union", User, Asked.All, (db, _) =>
            db.Comments.Where(c => c.Likes > 1).Union(db.Comments.Where(c => c.ParentId == null))),
        Rows("Union with the key", "Select Union", User, Asked.All, (db, _) => db.Users.Select(u => u.Id).Union(db.Posts.Select(p => p.AuthorId))),
        Rows("Union with the key and more, in order", "Union OrderBy", User, Asked.All, (db, _) =>
            db.Users.Select(u => new { u.Id, N = 0 }).Union(db.Posts.Select(p => new { Id = p.AuthorId, N = p.Rating })).OrderBy(x => x.Id)
                .ThenBy(x => x.N))
            .Ordered(),
        Rows("Intersect with the key", "Intersect", User, Asked.All, (db, _) =>
            db.Users.Select(u => u.Id).Intersect(db.Posts.Select(p => p.AuthorId))),
        Rows("Except with the key", "Except", User, Asked.All, (db, _) => db.Users.Select(u => u.Id).Except(db.Posts.Select(p => p.AuthorId))),
        Rows("Except of entities", "Except", User, Asked.All, (db, _) => db.Comments.Except(db.Comments.Where(c => c.Likes > 1))),
        Rows("Union of values, one shard", "Union Where", User, Asked.One, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.User).Select(p => p.Title).Union(db.Posts.Where(p => p.AuthorId == k.User).Select(p => p.Body!))),
        Rows("Except of values, one shard", "Except Where", User, Asked.One, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.Prolific).Select(p => p.Title).Except(db.Users.Where(u => u.Id == k.Prolific).Select(u => u.Name))),
        Rows("Concat of limits, one shard", "Take Concat", User, Asked.One, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.Prolific).OrderBy(p => p.Id).Select(p => p.Title).Take(3)
                .Concat(db.Posts.Where(p => p.AuthorId == k.Prolific).OrderByDescending(p => p.Id).Select(p => p.Title).Take(3))),
        Rows("Union without the key", "Union", User, Asked.All, (db, _) => db.Users.Select(u => u.Name).Union(db.Posts.Select(p => p.Title)))
            .Refused(WithoutKey),
        Rows("Intersect without the key", "Intersect", User, Asked.All, (db, _) =>
            db.Users.Select(u => u.Name).Intersect(db.Posts.Select(p => p.Title)))
            .Refused(WithoutKey),
        Rows("Except without the key", "Except", User, Asked.All, (db, _) => db.Users.Select(u => u.Name).Except(db.Posts.Select(p => p.Title)))
            .Refused(WithoutKey),
        Rows("Union with the key in different places", "Union", User, Asked.All, (db, _) =>
            db.Posts.Select(p => new { A = p.AuthorId, B = p.Id }).Union(db.Posts.Select(p => new { A = p.Id, B = p.AuthorId }))).Refused(WithoutKey),
        Rows("Concat of limits", "Take Concat", User, Asked.All, (db, _) =>
            db.Posts.OrderBy(p => p.Id).Select(p => p.Title).Take(3).Concat(db.Posts.OrderByDescending(p => p.Id).Select(p => p.Title).Take(3)))
            .Refused("the limit is below a set operation"),
        Value("Concat then Count", "Concat Count", User, Asked.All, (db, _) => db.Users.Select(u => u.Name).Concat(db.Posts.Select(p => p.Title)),
            q => q.Count(), (q, c) => q.CountAsync(c)),
        Rows("Concat of sharded and unsharded", "Concat", "unsharded and sharded", Asked.All, (db, _) =>
            db.Users.Select(u => u.Name).Concat(db.Settings.Select(s => s.Name))).Refused("the unsharded table is on one shard only"),
    ];
}
