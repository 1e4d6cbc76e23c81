using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>ExecuteUpdate and ExecuteDelete: the rows changed and the tables afterwards are compared.</summary>
internal static class BulkShapes
{
    private const string User = "sharded";
    private const string Policy = "several shards under CrossShardCommit.Reject";

    public static IEnumerable<QueryShape> All { get; } =
    [
        Update("a row by its key", User, Asked.One, (db, k) => db.Users.Where(u => u.Id == k.User), s => s.SetProperty(u => u.Name, "renamed")),
        Update("rows of one shard", User, Asked.One, (db, k) => db.Posts.Where(p => p.AuthorId == k.Prolific && p.Rating < 3),
            s => s.SetProperty(p => p.Rating, p => p.Rating + 1).SetProperty(p => p.Body, (string?)null)),
        Update("keys in a list, one shard", User, Asked.One, (db, k) =>
            db.Users.Where(u => k.Neighbours.Contains(u.Id)), s => s.SetProperty(u => u.Score, 0d)),
        Update("an owned column", "owned, same table", Asked.One, (db, k) =>
            db.Users.Where(u => u.Id == k.User), s => s.SetProperty(u => u.Address.Town, "Bergen")),
        Update("rows of one shard by a join", "two sharded, one group", Asked.One, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.User && p.Author.IsActive),
            s => s.SetProperty(p => p.Title, p => p.Title + "!")),
        Update("from a correlated subquery, one shard", "two sharded, one group", Asked.One, (db, k) => db.Users.Where(u => u.Id == k.User),
            s => s.SetProperty(u => u.Age, u => u.Posts.Count)),
        Update("rows of one shard, reading the table", User, Asked.One, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.Prolific && p.Rating == db.Posts.Where(o => o.AuthorId == k.Prolific).Max(o => o.Rating)),
            s => s.SetProperty(p => p.Rating, 0)),
        Update("a limit on one shard", "table per hierarchy", Asked.One, (db, k) =>
            db.Comments.Where(c => c.PostAuthorId == k.Prolific).OrderBy(c => c.Id).Take(3),
            s => s.SetProperty(c => c.Likes, 99)),
        Update("an impossible key", User, Asked.None, (db, k) =>
            db.Users.Where(u => u.Id == k.User && u.Id == k.Other), s => s.SetProperty(u => u.Name, "x")),
        Update("an unsharded table", "unsharded", Asked.One, (db, _) =>
            db.Settings.Where(s => s.Name == "theme"), s => s.SetProperty(x => x.Value, "light")),
        Update("a composite key", "composite key", Asked.One, (db, k) =>
            db.Invoices.Where(i => i.TenantId == k.Invoices[0].TenantId && i.Region == k.Invoices[0].Region), s => s.SetProperty(i => i.Amount, 1m)),
        Update("a range of one shard", "range group", Asked.One, (db, _) =>
            db.OrderLines.Where(l => l.OrderId < 1000), s => s.SetProperty(l => l.Quantity, l => l.Quantity * 2)),
        Delete("rows of one shard by key", "cross-shard foreign key", Asked.One, (db, k) => db.Follows.Where(f => f.FollowerId == k.User)),
        Delete("rows of one shard with a filter", "query filter", Asked.One, (db, k) =>
            db.Comments.Where(c => c.PostAuthorId == k.User && c.Replies.Count == 0)),
        Delete("with a correlated subquery, one shard", "two sharded, one group", Asked.One, (db, k) =>
            db.Profiles.Where(p => p.UserId == k.Prolific && p.User.Posts.Any())),
        Delete("keys of two shards", User, Asked.Some, (db, k) => db.Profiles.Where(p => k.TwoShards.Contains(p.UserId))).RefusedByPolicy(Policy),
        Update("rows of all shards", User, Asked.All, (db, _) => db.Users.Where(u => u.City == null), s => s.SetProperty(u => u.Age, 1))
            .RefusedByPolicy(Policy),
        Update("a reference table", "reference", Asked.All, (db, _) =>
            db.Countries.Where(c => c.Code == "NO"), s => s.SetProperty(c => c.Name, "Noreg")).RefusedByPolicy(Policy),
        Update("the shard key", User, Asked.One, (db, k) =>
            db.Invoices.Where(i => i.TenantId == k.Invoices[0].TenantId && i.Region == k.Invoices[0].Region),
            s => s.SetProperty(i => i.TenantId, 99)).Refused("the rows would belong to another shard"),
        BestEffort(Update("rows of all shards, best effort", User, Asked.All, (db, _) => db.Users.Where(u => u.City == null),
            s => s.SetProperty(u => u.Age, u => (u.Age ?? 0) + 1))),
        BestEffort(Update("with a co-located subquery, best effort", "two sharded, one group", Asked.All,
            (db, _) => db.Users.Where(u => u.Posts.Any(p => p.Rating == 5)),
            s => s.SetProperty(u => u.Level, Level.Editor))),
        BestEffort(Update("keys of two shards, best effort", User, Asked.Some, (db, k) => db.Posts.Where(p => k.TwoShards.Contains(p.AuthorId)),
            s => s.SetProperty(p => p.Rating, 1))),
        BestEffort(Delete("rows of all shards, best effort", "cross-shard foreign key", Asked.All, (db, _) =>
            db.Follows.Where(f => f.Since > new DateTime(2024, 4, 1, 0, 0, 0, DateTimeKind.Utc)))),
        BestEffort(Update("a limit over shards, best effort", User, Asked.All, (db, _) => db.Comments.OrderBy(c => c.Id).Take(10),
            s => s.SetProperty(c => c.Likes, 99)))
            .Refused("the limit would apply once a shard"),
        BestEffort(Delete("a limit over shards, best effort", User, Asked.All,
            (db, _) => db.Follows.OrderBy(f => f.Since).ThenBy(f => f.FollowerId).Take(20)))
            .Refused("the limit would apply once a shard"),
        BestEffort(Update("from an uncorrelated subquery, best effort", User, Asked.All,
            (db, _) => db.Posts.Where(p => p.Rating == db.Posts.Max(o => o.Rating)),
            s => s.SetProperty(p => p.Rating, 0))).Refused("uncorrelated"),
        BestEffort(Update("to values read from the rows that change, best effort", User, Asked.All, (db, _) => db.Posts.Where(p => p.Rating < 4),
            (db, s) => s.SetProperty(p => p.Rating, p => db.Posts.Count(o => o.CategoryCode == p.CategoryCode && o.Id < p.Id)).SetProperty(p => p.Body, p => p.Title)))
            .Refused("uncorrelated"),
        BestEffort(Update("to values of rows on other shards, best effort", "cross-shard foreign key", Asked.All,
            (db, _) => db.Comments.Where(c => c.Author.City != null).OrderBy(c => c.Id).Take(1000),
            (db, s) => s.SetProperty(c => c.Likes, c => db.Users.Where(u => u.Id == c.AuthorId).Select(u => u.Age).FirstOrDefault() ?? -1)))
            .Refused("the other side may be on any shard"),
        BestEffort(Update("an unsharded table from sharded rows, best effort", "unsharded and sharded", Asked.All,
            (db, _) => db.Settings.Where(s => db.Users.Any(u => u.Address.Town == null || u.Name != s.Name)),
            s => s.SetProperty(x => x.Value, "seen"))).Refused("the unsharded table is on one shard only"),
        BestEffort(Delete("by rows on other shards, best effort", "cross-shard foreign key", Asked.All,
            (db, _) => db.Follows.Where(f => f.Followed.City == null))).Refused("the other side may be on any shard"),
        BestEffort(Update("a reference table by sharded rows, best effort", "reference and sharded", Asked.All,
            (db, _) => db.Countries.Where(c => c.Users.Any(u => u.City == null)), s => s.SetProperty(c => c.Continent, "seen")))
            .Refused("not the same on every shard"),
        BestEffort(Update("a reference table to values of sharded rows, best effort", "reference and sharded", Asked.All,
            (db, _) => db.Countries.Where(c => c.Code != "NO"),
            (db, s) => s.SetProperty(c => c.Continent, c => c.Continent + db.Users.Count(u => u.CountryCode == c.Code))))
            .Refused("not the same on every shard"),
        BestEffort(Update("a limit of a reference table, best effort", "reference", Asked.All,
            (db, _) => db.Countries.OrderBy(c => c.Continent).ThenByDescending(c => c.Code).Take(2), s => s.SetProperty(c => c.Continent, "first")))
            .Refused("its limit may take other rows on each shard"),
        BestEffort(Delete("rows of a reference table that no sharded row has, best effort", "reference and sharded", Asked.All,
            (db, _) => db.Categories.Where(c => !db.Posts.Any(p => p.CategoryCode == c.Code)))).Refused("not the same on every shard"),
    ];

    private static QueryShape Update<T>(
        string name, string mapping, Asked asked, Func<BlogContext, BlogKeys, IQueryable<T>> rows, Action<UpdateSettersBuilder<T>> setters)
        where T : class
        => Steps("update " + name, "ExecuteUpdate", mapping, asked, (db, k) => rows(db, k).ExecuteUpdate(setters), (db, k, c) => rows(db, k)
            .ExecuteUpdateAsync(setters, c))
            .With(ShapeTraits.ChangesRows);

    private static QueryShape Update<T>(
        string name, string mapping, Asked asked, Func<BlogContext, BlogKeys, IQueryable<T>> rows, Action<BlogContext, UpdateSettersBuilder<T>> setters)
        where T : class
        => Steps("update " + name, "ExecuteUpdate", mapping, asked, (db, k) => rows(db, k).ExecuteUpdate(s => setters(db, s)), (db, k, c) => rows(db, k)
            .ExecuteUpdateAsync(s => setters(db, s), c))
            .With(ShapeTraits.ChangesRows);

    private static QueryShape Delete<T>(string name, string mapping, Asked asked, Func<BlogContext, BlogKeys, IQueryable<T>> rows)
        where T : class
        => Steps("delete " + name, "ExecuteDelete", mapping, asked, (db, k) => rows(db, k).ExecuteDelete(), (db, k, c) => rows(db, k)
            .ExecuteDeleteAsync(c))
            .With(ShapeTraits.ChangesRows);

    private static QueryShape BestEffort(QueryShape shape) => shape.With(ShapeTraits.BestEffort);
}
