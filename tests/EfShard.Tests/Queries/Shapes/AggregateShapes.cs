using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>One value for many rows: on one shard, and over many.</summary>
internal static class AggregateShapes
{
    private const string User = "sharded";

    public static IEnumerable<QueryShape> All { get; } =
    [
        Value("Count, one shard", "Count", User, Asked.One, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.User), q => q.Count(), (q, c) => q.CountAsync(c)),
        Value("LongCount with a predicate, one shard", "LongCount", User, Asked.One, (db, k) => db.Posts.Where(p => p.AuthorId == k.User),
            q => q.LongCount(p => p.Rating > 1), (q, c) => q.LongCountAsync(p => p.Rating > 1, c)),
        Value("Sum, one shard", "Sum", User, Asked.One, (db, k) => db.Posts.Where(p => p.AuthorId == k.Prolific),
            q => q.Sum(p => p.Rating), (q, c) => q.SumAsync(p => p.Rating, c)),
        Value("Min, one shard", "Min", User, Asked.One, (db, k) => db.Posts.Where(p => p.AuthorId == k.Prolific),
            q => q.Min(p => p.CreatedAt), (q, c) => q.MinAsync(p => p.CreatedAt, c)),
        Value("Max, one shard", "Max", User, Asked.One, (db, k) => db.Posts.Where(p => p.AuthorId == k.Prolific),
            q => q.Max(p => p.Title)!, (q, c) => q.MaxAsync(p => p.Title, c)),
        Value("Average, one shard", "Average", User, Asked.One, (db, k) => db.Posts.Where(p => p.AuthorId == k.Prolific),
            q => q.Average(p => p.Rating), (q, c) => q.AverageAsync(p => p.Rating, c)),
        Value("Sum of decimals, one shard", "Sum", User, Asked.One, (db, k) => db.Payments.Where(p => p.UserId == k.User),
            q => q.Sum(p => p.Amount), (q, c) => q.SumAsync(p => p.Amount, c)),
        Value("Average of nothing, one shard", "Average", User, Asked.One, (db, k) => db.Posts.Where(p => p.AuthorId == k.Quiet),
            q => q.Average(p => p.Rating), (q, c) => q.AverageAsync(p => p.Rating, c)).With(ShapeTraits.Throws),
        Value("nullable Average of nothing, one shard", "Average", User, Asked.One, (db, k) => db.Posts.Where(p => p.AuthorId == k.Quiet),
            q => q.Average(p => (int?)p.Rating), (q, c) => q.AverageAsync(p => (int?)p.Rating, c)),
        Value("Max of nothing, one shard", "Max", User, Asked.One, (db, k) => db.Posts.Where(p => p.AuthorId == k.Quiet),
            q => q.Max(p => p.Rating), (q, c) => q.MaxAsync(p => p.Rating, c)).With(ShapeTraits.Throws),
        Value("distinct Count, one shard", "Distinct Count", User, Asked.One, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.Prolific).Select(p => p.Title).Distinct(),
            q => q.Count(), (q, c) => q.CountAsync(c)),
        Value("Count with an impossible key", "Count", User, Asked.None, (db, k) => db.Users.Where(u => u.Id == k.User && u.Id == k.Other),
            q => q.Count(), (q, c) => q.CountAsync(c)),
        Value("Count with an empty list", "Count", User, Asked.None, (db, _) =>
        {
            var none = new List<long>();
            return db.Users.Where(u => none.Contains(u.Id));
        }, q => q.Count(), (q, c) => q.CountAsync(c)),
        Value("nullable Max with an empty list", "Max", User, Asked.None, (db, _) =>
        {
            var none = new List<long>();
            return db.Users.Where(u => none.Contains(u.Id));
        }, q => q.Max(u => u.Age), (q, c) => q.MaxAsync(u => u.Age, c)),
        Value("Count, keys in a list on one shard", "Contains Count", User, Asked.One, (db, k) => db.Users.Where(u => k.Neighbours.Contains(u.Id)),
            q => q.Count(), (q, c) => q.CountAsync(c)),
        Value("Any", "Any", User, Asked.All, (db, _) => db.Users, q => q.Any(), (q, c) => q.AnyAsync(c)).With(ShapeTraits.MayStopEarly),
        Value("Any with a predicate: yes", "Any", User, Asked.All, (db, k) =>
            db.Posts, q => q.Any(p => p.Title == "zebra"), (q, c) => q.AnyAsync(p => p.Title == "zebra", c))
            .With(ShapeTraits.MayStopEarly),
        Value("Any with a predicate: no", "Any", User, Asked.All, (db, _) =>
            db.Posts, q => q.Any(p => p.Rating > 99), (q, c) => q.AnyAsync(p => p.Rating > 99, c)),
        Value("Any with a key", "Any", User, Asked.One, (db, k) =>
            db.Posts, q => q.Any(p => p.AuthorId == SomeUser), (q, c) => q.AnyAsync(p => p.AuthorId == SomeUser, c)),
        Value("Any with an impossible key", "Any", User, Asked.None, (db, k) => db.Posts.Where(p => p.AuthorId == k.User && p.AuthorId == k.Other),
            q => q.Any(), (q, c) => q.AnyAsync(c)),
        Value("Any over a join", "Any navigation", "two sharded, one group", Asked.All, (db, _) => db.Posts.Where(p => p.Author.City == null),
            q => q.Any(), (q, c) => q.AnyAsync(c)).With(ShapeTraits.MayStopEarly),
        Value("All: yes", "All", User, Asked.All, (db, _) => db.Posts, q => q.All(p => p.Rating >= 0), (q, c) => q.AllAsync(p => p.Rating >= 0, c)),
        Value("All: no", "All", User, Asked.All, (db, k) =>
            db.Posts, q => q.All(p => p.AuthorId != SomeUser), (q, c) => q.AllAsync(p => p.AuthorId != SomeUser, c))
            .With(ShapeTraits.MayStopEarly),
        Value("All, one shard", "All", User, Asked.One, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.User), q => q.All(p => p.Rating > 1), (q, c) => q.AllAsync(p => p.Rating > 1, c)),
        Value("All with an impossible key", "All", User, Asked.None, (db, k) => db.Posts.Where(p => p.AuthorId == k.User && p.AuthorId == k.Other),
            q => q.All(p => p.Rating > 9), (q, c) => q.AllAsync(p => p.Rating > 9, c)),
        Value("Contains of a value", "Contains", User, Asked.All, (db, _) =>
            db.Users.Select(u => u.Name), q => q.Contains("zoe"), (q, c) => q.ContainsAsync("zoe", c))
            .With(ShapeTraits.MayStopEarly),
        Value("Contains of an entity", "Contains", User, Asked.One, (db, k) =>
            db.Users, q => q.Contains(Someone), (q, c) => q.ContainsAsync(Someone, c)),
        Value("Count", "Count", User, Asked.All, (db, _) => db.Users, q => q.Count(), (q, c) => q.CountAsync(c)),
        Value("LongCount with a predicate", "LongCount", User, Asked.All, (db, _) =>
            db.Posts, q => q.LongCount(p => p.Rating > 2), (q, c) => q.LongCountAsync(p => p.Rating > 2, c)),
        Value("Sum", "Sum", User, Asked.All, (db, _) => db.Posts, q => q.Sum(p => p.Rating), (q, c) => q.SumAsync(p => p.Rating, c)),
        Value("Min", "Min", User, Asked.All, (db, _) => db.Users, q => q.Min(u => u.Score), (q, c) => q.MinAsync(u => u.Score, c)),
        Value("Max", "Max", User, Asked.All, (db, _) => db.Posts, q => q.Max(p => p.CreatedAt), (q, c) => q.MaxAsync(p => p.CreatedAt, c)),
        Value("Average", "Average", User, Asked.All, (db, _) => db.Users, q => q.Average(u => u.Age), (q, c) => q.AverageAsync(u => u.Age, c)),
        Value("Count, keys in a list on two shards", "Contains Count", User, Asked.Some, (db, k) =>
            db.Posts.Where(p => k.TwoShards.Contains(p.AuthorId)),
            q => q.Count(), (q, c) => q.CountAsync(c)),
        Value("Count over a join", "Join Count", "two sharded, one group", Asked.All, (db, _) => db.Posts.Where(p => p.Author.IsActive),
            q => q.Count(), (q, c) => q.CountAsync(c)),
        Value("Distinct then Count", "Distinct Count", User, Asked.All, (db, _) =>
            db.Posts.Select(p => p.AuthorId).Distinct(), q => q.Count(), (q, c) => q.CountAsync(c)),
    ];

    private static readonly long SomeUser = 1;

    private static readonly Model.Blog.User Someone = new() { Id = 1, Name = "", Nickname = "", CountryCode = "" };
}
