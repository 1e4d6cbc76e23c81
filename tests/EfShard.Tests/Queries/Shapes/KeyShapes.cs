using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>Conditions on the shard key of one entity sharded by hash: which shards they leave.</summary>
internal static class KeyShapes
{
    private const string User = "sharded";

    public static IEnumerable<QueryShape> All { get; } =
    [
        Rows("key == variable", "Where ==", User, Asked.One, (db, k) => db.Users.Where(u => u.Id == k.User)),
        Rows("key == constant", "Where ==", User, Asked.One, (db, _) => db.Users.Where(u => u.Id == 7L)),
        Rows("variable == key", "Where ==", User, Asked.One, (db, k) => db.Users.Where(u => k.User == u.Id)),
        Rows("key.Equals(variable)", "Where Equals", User, Asked.One, (db, k) => db.Users.Where(u => u.Id.Equals(k.User))),
        Rows("key == nullable variable", "Where ==", User, Asked.One, (db, k) =>
        {
            long? id = k.User;
            return db.Users.Where(u => u.Id == id);
        }),
        Rows("key == null variable", "Where ==", User, Asked.None, (db, _) =>
        {
            long? id = null;
            return db.Users.Where(u => u.Id == id);
        }),
        Rows("EF.Property key == variable", "Where EF.Property", User, Asked.One, (db, k) =>
            db.Users.Where(u => EF.Property<long>(u, "Id") == k.User)),
        Rows("key == variable and another column", "Where &&", User, Asked.One, (db, k) =>
            db.Users.Where(u => u.Id == k.Prolific && u.Name != "nobody")),
        Rows("two Wheres", "Where.Where", User, Asked.One, (db, k) => db.Posts.Where(p => p.Rating > 1).Where(p => p.AuthorId == k.User)),
        Rows("foreign key as shard key", "Where ==", User, Asked.One, (db, k) => db.Posts.Where(p => p.AuthorId == k.Prolific)),
        Rows("key == a or key == b", "Where ||", User, Asked.Some, (db, k) => db.Users.Where(u => u.Id == k.User || u.Id == k.Other)),
        Rows("(key == a and x) or (key == b and y)", "Where || &&", User, Asked.Some, (db, k) =>
            db.Posts.Where(p => (p.AuthorId == k.User && p.Rating > 2) || (p.AuthorId == k.Other && p.Rating < 2))),
        Rows("key == a or another column", "Where ||", User, Asked.All, (db, k) => db.Users.Where(u => u.Id == k.User || u.City == null)),
        Rows("key == a and key == b", "Where &&", User, Asked.None, (db, k) => db.Users.Where(u => u.Id == k.User && u.Id == k.Other)),
        Rows("key != variable", "Where !=", User, Asked.All, (db, k) => db.Users.Where(u => u.Id != k.User)),
        Rows("not (key != variable)", "Where !", User, Asked.One, (db, k) => db.Users.Where(u => !(u.Id != k.User))),
        Rows("not (key == a or x)", "Where !", User, Asked.All, (db, k) => db.Users.Where(u => !(u.Id == k.User || u.IsActive))),
        Rows("not (key != a or x)", "Where !", User, Asked.One, (db, k) => db.Posts.Where(p => !(p.AuthorId != k.User || p.Rating > 3))),
        Rows("key range over a hash", "Where > <", User, Asked.All, (db, _) => db.Users.Where(u => u.Id > 10 && u.Id < 20)),
        Rows("key in an expression", "Where +", User, Asked.All, (db, k) => db.Users.Where(u => u.Id + 0 == k.User)),
        Rows("key == another column", "Where ==", User, Asked.All, (db, _) => db.Users.Where(u => u.Id == u.Age)),
        Rows("no condition", "ToList", User, Asked.All, (db, _) => db.Users),
        Rows("condition on other columns", "Where", User, Asked.All, (db, _) => db.Users.Where(u => u.IsActive && u.City != null)),
        Rows("condition false", "Where", User, Asked.None, (db, _) => db.Users.Where(_ => false)),
        Rows("list of one key", "Contains", User, Asked.One, (db, k) =>
        {
            List<long> ids = [k.User];
            return db.Users.Where(u => ids.Contains(u.Id));
        }),
        Rows("array of keys of one shard", "Contains", User, Asked.One, (db, k) => db.Users.Where(u => k.Neighbours.Contains(u.Id))),
        Rows("array of keys of two shards", "Contains", User, Asked.Some, (db, k) => db.Posts.Where(p => k.TwoShards.Contains(p.AuthorId))),
        Rows("fifty keys", "Contains", User, Asked.All, (db, k) => db.Posts.Where(p => k.Fifty.Contains(p.AuthorId))),
        Rows("empty list", "Contains", User, Asked.None, (db, _) => db.Users.Where(u => Array.Empty<long>().Contains(u.Id))),
        Rows("empty list variable", "Contains", User, Asked.None, (db, _) =>
        {
            var ids = new List<long>();
            return db.Users.Where(u => ids.Contains(u.Id));
        }),
        Rows("list with a repeated key", "Contains", User, Asked.One, (db, k) =>
        {
            var ids = new[] { k.User, k.User };
            return db.Users.Where(u => ids.Contains(u.Id));
        }),
        Rows("list with a null", "Contains", User, Asked.One, (db, k) =>
        {
            var ids = new long?[] { k.User, null };
            return db.Users.Where(u => ids.Contains(u.Id));
        }),
        Rows("inline list", "Contains", User, Asked.Some, (db, k) => db.Users.Where(u => new[] { k.User, k.Other }.Contains(u.Id))),
        Rows("hash set of keys", "Contains", User, Asked.Some, (db, k) =>
        {
            var ids = k.TwoShards.ToHashSet();
            return db.Users.Where(u => ids.Contains(u.Id));
        }),
        Rows("not in a list", "!Contains", User, Asked.All, (db, k) => db.Users.Where(u => !k.TwoShards.Contains(u.Id))),
        Rows("in a list and == one of it", "Contains &&", User, Asked.One, (db, k) =>
            db.Users.Where(u => k.TwoShards.Contains(u.Id) && u.Id == k.User)),
        Rows("in two lists", "Contains &&", User, Asked.One, (db, k) =>
        {
            var other = new[] { k.User, k.Quiet, KeyMissing };
            return db.Users.Where(u => k.TwoShards.Contains(u.Id) && other.Contains(u.Id));
        }),
        Rows("in two lists of the same name", "Contains &&", User, Asked.Some, (db, k) => Among(Among(db.Users, k.TwoShards), k.Fifty)),
        Rows("in a list or == another", "Contains ||", User, Asked.Some, (db, k) =>
            db.Users.Where(u => k.Neighbours.Contains(u.Id) || u.Id == k.Other)),
        Rows("any of a list equals the key", "Any", User, Asked.Some, (db, k) => db.Users.Where(u => k.TwoShards.Any(id => id == u.Id))),
        Rows("WithShardKey and another column", "WithShardKey", User, Asked.One, (db, k) =>
            BlogSharding.WithShardKey(db, db.Posts, k.User).Where(p => p.Id == k.Post)),
        Rows("OnShard", "OnShard", User, Asked.One, (db, k) => BlogSharding.OnShard(db, db.Posts, k.ShardOfUser(k.User)))
            .SameAsShard(k => k.ShardOfUser(k.User)),
        Rows("OnShard with a join", "OnShard Join", User, Asked.One, (db, k) =>
            BlogSharding.OnShard(db, db.Comments, k.ShardOfUser(k.User)).Where(c => c.Author.Age > 20).Select(c => new { c.Id, c.Author.Name }))
            .SameAsShard(k => k.ShardOfUser(k.User)),
        Rows("AllShards", "AllShards", User, Asked.All, (db, _) => BlogSharding.AllShards(db, db.Posts).Where(p => p.Rating == 5)),
    ];

    private const long KeyMissing = 999_999;

    /// <summary>Every call names its parameter alike, and EF numbers both the parameters and the values of a list.</summary>
    private static IQueryable<Model.Blog.User> Among(IQueryable<Model.Blog.User> users, long[] keys) => users.Where(u => keys.Contains(u.Id));
}
