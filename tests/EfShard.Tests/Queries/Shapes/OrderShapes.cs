using EfShard.Tests.Model.Blog;
using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>Rows of many shards in the order in which one database would give them.</summary>
internal static class OrderShapes
{
    private const string User = "sharded";
    private const string Pair = "two sharded, one group";

    public static IEnumerable<QueryShape> All { get; } =
    [
        Rows("projected key", "OrderBy", User, Asked.All, (db, _) => db.Users.OrderBy(u => u.Id)).Ordered(),
        Rows("key that is not projected", "OrderBy Select", User, Asked.All, (db, _) => db.Users.OrderByDescending(u => u.Id).Select(u => u.Name))
            .Ordered(),
        Rows("number with nulls", "OrderBy ThenBy", User, Asked.All, (db, _) => db.Users.OrderBy(u => u.Age).ThenBy(u => u.Id)).Ordered(),
        Rows("number with nulls, descending", "OrderByDescending", User, Asked.All, (db, _) =>
            db.Users.OrderByDescending(u => u.Age).ThenBy(u => u.Id).Select(u => u.Id)).Ordered(),
        Rows("text", "OrderBy", User, Asked.All, (db, _) => db.Users.OrderBy(u => u.Name).ThenBy(u => u.Id)).Ordered(),
        Rows("text, descending", "OrderByDescending", User, Asked.All, (db, _) => db.Posts.OrderByDescending(p => p.Title).ThenBy(p => p.Id))
            .Ordered(),
        Rows("text with nulls", "OrderBy", User, Asked.All, (db, _) => db.Users.OrderBy(u => u.City).ThenByDescending(u => u.Id).Select(u => u.Id))
            .Ordered(),
        Rows("text without regard to case", "OrderBy", "column collation", Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Nickname).ThenBy(u => u.Id).Select(u => new { u.Id, u.Nickname })).Ordered(),
        Rows("text without regard to case, outer-joined", "DefaultIfEmpty OrderBy", "column collation", Asked.All, (db, _) =>
            from post in db.Posts
            join user in db.Users on post.AuthorId equals user.Id into users
            from user in users.DefaultIfEmpty()
            orderby user.Nickname, post.Id
            select new { post.Id, user.Nickname }).Ordered(),
        Rows("text by EF.Functions.Collate", "OrderBy Collate", User, Asked.All, (db, _) =>
            db.Users.OrderBy(u => EF.Functions.Collate(u.Name, "NOCASE")).ThenBy(u => u.Id).Select(u => u.Id))
            .Ordered().With(ShapeTraits.SqliteOnly),
        Rows("text of the C collation", "OrderBy Collate", User, Asked.All, (db, _) =>
            db.Users.OrderBy(u => EF.Functions.Collate(u.Name, "C")).ThenBy(u => u.Id).Select(u => u.Id))
            .Ordered().With(ShapeTraits.PostgresOnly),
        Rows("text of another collation", "OrderBy Collate", User, Asked.All, (db, _) =>
            db.Users.OrderBy(u => EF.Functions.Collate(u.Name, "und-x-icu")).ThenBy(u => u.Id).Select(u => u.Id))
            .Ordered().With(ShapeTraits.PostgresOnly).Refused("the order of this collation can't be reproduced"),
        Rows("text in lower case", "OrderBy ToLower", User, Asked.All, (db, _) => db.Users.OrderBy(u => u.Name.ToLower()).ThenBy(u => u.Id))
            .Ordered(),
        Rows("joined text", "OrderBy +", User, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Nickname + u.Name).ThenBy(u => u.Id).Select(u => u.Id)).Ordered(),
        Rows("length of text", "OrderBy Length", User, Asked.All, (db, _) => db.Users.OrderBy(u => u.Name.Length).ThenBy(u => u.Id)).Ordered(),
        Rows("bool", "OrderBy", User, Asked.All, (db, _) => db.Users.OrderBy(u => u.IsActive).ThenBy(u => u.Id)).Ordered(),
        Rows("condition", "OrderBy ==", User, Asked.All, (db, _) => db.Users.OrderBy(u => u.City == "Oslo").ThenBy(u => u.Id).Select(u => u.Id))
            .Ordered(),
        Rows("enum", "OrderBy", User, Asked.All, (db, _) => db.Users.OrderByDescending(u => u.Level).ThenBy(u => u.Id)).Ordered(),
        Rows("enum stored as text", "OrderBy", "converted column", Asked.Some, (db, _) => db.Orders.OrderBy(o => o.Status).ThenBy(o => o.Id))
            .Ordered(),
        Rows("moment", "OrderBy", User, Asked.All, (db, _) => db.Posts.OrderByDescending(p => p.CreatedAt).ThenBy(p => p.Id)).Ordered(),
        Rows("moment with nulls", "OrderBy", "text key", Asked.All, (db, _) => db.Accounts.OrderBy(a => a.LastSeenAt).ThenBy(a => a.Login)).Ordered(),
        Rows("time of day", "OrderBy", "range group of days", Asked.All, (db, _) => db.Events.OrderBy(e => e.Time).ThenBy(e => e.Id)).Ordered(),
        Rows("double", "OrderBy", User, Asked.All, (db, _) => db.Users.OrderBy(u => u.Score).ThenBy(u => u.Id)).Ordered(),
        Rows("decimal", "OrderBy", User, Asked.All, (db, _) => db.Users.OrderBy(u => u.Balance).ThenBy(u => u.Id)).Ordered(),
        Rows("Guid", "OrderBy", "Guid key", Asked.All, (db, _) => db.Documents.OrderBy(d => d.Id)).Ordered(),
        Rows("Guid, descending, not projected", "OrderByDescending Select", "Guid key", Asked.All, (db, _) =>
            db.Documents.OrderByDescending(d => d.Id).Select(d => d.Title)).Ordered(),
        Rows("text key", "OrderBy", "text key", Asked.All, (db, _) => db.Accounts.OrderBy(a => a.Login)).Ordered(),
        Rows("converted key", "OrderBy", "converted key", Asked.All, (db, _) => db.Customers.OrderBy(c => c.Id)).Ordered(),
        Rows("composite key", "OrderBy ThenBy", "composite key", Asked.All, (db, _) =>
            db.Invoices.OrderBy(i => i.TenantId).ThenByDescending(i => i.Region).ThenBy(i => i.Number)).Ordered(),
        Rows("expression", "OrderBy", User, Asked.All, (db, _) => db.Users.OrderBy(u => (u.Age ?? 99) * -1).ThenBy(u => u.Id).Select(u => u.Id))
            .Ordered(),
        Rows("conditional expression", "OrderBy ?:", User, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.City == null ? 1 : u.Level == Level.Admin ? 0 : 2).ThenBy(u => u.Id).Select(u => u.Id)).Ordered(),
        Rows("variable", "OrderBy", User, Asked.All, (db, k) => db.Users.OrderBy(_ => k.User).ThenBy(u => u.Id)).Ordered(),
        Rows("parent's column", "OrderBy navigation", Pair, Asked.All, (db, _) =>
            db.Posts.OrderBy(p => p.Author.Name).ThenBy(p => p.Title).ThenBy(p => p.Id).Select(p => p.Id)).Ordered(),
        Rows("aggregate of a collection", "OrderBy Max", Pair, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Posts.Max(p => (DateTime?)p.CreatedAt)).ThenBy(u => u.Id).Select(u => u.Id)).Ordered(),
        Rows("five keys", "OrderBy ThenBy", User, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Level).ThenByDescending(u => u.IsActive).ThenBy(u => u.City).ThenByDescending(u => u.Age).ThenBy(u => u.Id))
            .Ordered(),
        Rows("the same key twice", "OrderBy ThenBy", User, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Level).ThenBy(u => u.Id).ThenByDescending(u => u.Level)).Ordered(),
        Rows("Reverse", "OrderBy Reverse", User, Asked.All, (db, _) => db.Users.OrderBy(u => u.City).ThenBy(u => u.Id).Reverse()).Ordered(),
        Rows("second OrderBy replaces the first", "OrderBy OrderBy", User, Asked.All, (db, _) =>
            db.Users.OrderBy(u => u.Name).OrderBy(u => u.Id)).Ordered(),
        Rows("Order of values", "Select Order", User, Asked.All, (db, _) => db.Posts.Select(p => p.Title).Order()).Ordered(),
        Rows("ties", "OrderBy", User, Asked.All, (db, _) => db.Posts.OrderBy(p => p.Rating)).OrderedWithTies<Post>(p => p.Rating),
        Rows("ties in text", "OrderBy", User, Asked.All, (db, _) => db.Users.OrderByDescending(u => u.City)).OrderedWithTies<User>(u => u.City),
        Rows("one shard", "OrderBy Where", User, Asked.One, (db, k) =>
            db.Posts.Where(p => p.AuthorId == k.Prolific).OrderBy(p => p.Title).ThenBy(p => p.Id)).Ordered(),
        Rows("two shards", "OrderBy Contains", User, Asked.Some, (db, k) =>
            db.Posts.Where(p => k.TwoShards.Contains(p.AuthorId)).OrderBy(p => p.Title).ThenBy(p => p.Id)).Ordered(),
    ];
}
