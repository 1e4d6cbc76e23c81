using EfShard.Tests.Queries.Harness;
using static EfShard.Tests.Queries.Harness.Shape;

namespace EfShard.Tests.Queries.Shapes;

/// <summary>Joins of sharded tables with each other: co-located, bound to one shard, or neither.</summary>
internal static class JoinShapes
{
    private const string Pair = "two sharded, one group";

    public static IEnumerable<QueryShape> All { get; } =
    [
        Rows("inner join on the shard key", "Join", Pair, Asked.All, (db, _) =>
            db.Users.Join(db.Posts, u => u.Id, p => p.AuthorId, (u, p) => new { u.Name, p.Id, p.Title })),
        Rows("inner join, key on the left", "Join Where", Pair, Asked.One, (db, k) =>
            from u in db.Users join p in db.Posts on u.Id equals p.AuthorId where u.Id == k.User select new { u.Name, p.Title, p.Id }),
        Rows("inner join, key on the right", "Join Where", Pair, Asked.One, (db, k) =>
            from u in db.Users join p in db.Posts on u.Id equals p.AuthorId where p.AuthorId == k.User select new { u, p }),
        Rows("inner join, keys in a list", "Join Contains", Pair, Asked.Some, (db, k) =>
            from u in db.Users join p in db.Posts on u.Id equals p.AuthorId where k.TwoShards.Contains(u.Id) select new { u.Name, p.Id }),
        Rows("left join by GroupJoin", "GroupJoin SelectMany DefaultIfEmpty", Pair, Asked.All, (db, _) =>
            from u in db.Users
            join p in db.Posts on u.Id equals p.AuthorId into posts
            from p in posts.DefaultIfEmpty()
            select new { u.Id, Title = p == null ? null : p.Title, PostId = p == null ? (long?)null : p.Id }),
        Rows("LeftJoin", "LeftJoin", Pair, Asked.All, (db, _) =>
            db.Users.LeftJoin(db.Profiles, u => u.Id, p => p.UserId, (u, p) => new { u.Id, Bio = p == null ? null : p.Bio })),
        Rows("LeftJoin, key", "LeftJoin Where", Pair, Asked.One, (db, k) =>
            db.Users.Where(u => u.Id == k.Quiet).LeftJoin(db.Posts, u => u.Id, p => p.AuthorId, (u, p) => new { u.Name, Title = p!.Title })),
        Rows("RightJoin", "RightJoin", Pair, Asked.All, (db, _) =>
            db.Posts.RightJoin(db.Users, p => p.AuthorId, u => u.Id, (p, u) => new { u.Id, Title = p == null ? null : p.Title })),
        Rows("GroupJoin of collections", "GroupJoin", Pair, Asked.All, (db, _) =>
            db.Users.GroupJoin(db.Payments, u => u.Id, p => p.UserId, (u, payments) => new { u.Id, payments })
                .Select(x => new { x.Id, Count = x.payments.Count() })),
        Rows("three tables on one key", "Join Join", "three sharded, one group", Asked.All, (db, _) =>
            from u in db.Users
            join p in db.Posts on u.Id equals p.AuthorId
            join m in db.Payments on p.AuthorId equals m.UserId
            where p.Rating > 3
            select new { u.Name, PostId = p.Id, PaymentId = m.Id, m.Amount }),
        Rows("three tables, key on the last", "Join Join Where", "three sharded, one group", Asked.One, (db, k) =>
            from u in db.Users
            join p in db.Posts on u.Id equals p.AuthorId
            join m in db.Payments on p.AuthorId equals m.UserId
            where m.UserId == k.Prolific
            select new { u.Name, PostId = p.Id, PaymentId = m.Id }),
        Rows("declared co-located foreign key", "Join", "co-located foreign key", Asked.All, (db, _) =>
            from c in db.Comments join p in db.Posts on c.PostId equals p.Id select new { c.Id, p.Title }),
        Rows("declared co-located foreign key as navigation", "Where navigation", "co-located foreign key", Asked.All, (db, _) =>
            db.Comments.Where(c => c.Post.Rating > 3).Select(c => new { c.Id, c.Post.Title, c.Post.Rating })),
        Rows("two steps of navigation", "Where navigation", "co-located foreign key", Asked.All, (db, _) =>
            db.Comments.Where(c => c.Post.Author.IsActive).Select(c => new { c.Id, c.Post.Author.Name })),
        Rows("key at the end of a navigation", "Where navigation", Pair, Asked.One, (db, k) =>
            db.Posts.Where(p => p.Author.Id == k.User).Select(p => new { p.Id, p.Author.Name })),
        Rows("navigation == entity", "Where navigation ==", Pair, Asked.One, (db, k) =>
        {
            var author = new Model.Blog.User { Id = k.User, Name = "", Nickname = "", CountryCode = "" };
            return db.Posts.Where(p => p.Author == author);
        }),
        Rows("key two navigations away", "Where navigation", "co-located foreign key", Asked.One, (db, k) =>
            db.Comments.Where(c => c.Post.Author.Id == k.User && c.PostAuthorId == k.User).Select(c => new { c.Id, c.Post.Title })),
        Rows("self join on the shard key", "Join", "sharded, itself", Asked.All, (db, _) =>
            from a in db.Badges join b in db.Badges on a.UserId equals b.UserId where a.Id < b.Id select new { A = a.Id, B = b.Id }),
        Rows("self reference", "navigation", "co-located self reference", Asked.All, (db, _) =>
            db.Comments.Where(c => c.Parent != null).Select(c => new { c.Id, c.Parent!.Text })),
        Rows("composite key", "Join", "composite key", Asked.All, (db, _) =>
            from i in db.Invoices
            join l in db.InvoiceLines on new { i.TenantId, i.Region, N = i.Number } equals new { l.TenantId, l.Region, N = l.InvoiceNumber }
            select new { i.TenantId, i.Region, i.Number, l.LineNumber, l.Description }),
        Rows("range group", "Join", "range group", Asked.Some, (db, _) =>
            db.Orders.Join(db.OrderLines, o => o.Id, l => l.OrderId, (o, l) => new { o.Id, o.Status, l.Product, Sum = l.Quantity * l.Price })),
        Rows("join with more conditions", "Join Where", Pair, Asked.All, (db, _) =>
            from u in db.Users from p in db.Posts where u.Id == p.AuthorId && u.Level > 0 && p.Rating < 2 select new { u.Id, PostId = p.Id }),
        Rows("join of a filtered subquery", "Where Join", Pair, Asked.All, (db, _) =>
            db.Users.Where(u => u.IsActive).Join(db.Posts.Where(p => p.Rating == 5), u => u.Id, p => p.AuthorId, (u, p) => new { u, p })),
        Rows("two keys on one shard", "Where navigation", "cross-shard foreign key", Asked.One, (db, k) =>
            db.Comments.Where(c => c.PostAuthorId == k.LocalComment.PostAuthorId && c.AuthorId == k.LocalComment.AuthorId)
                .Select(c => new { c.Id, c.Author.Name })),
        Rows("two groups on one shard", "Where navigation", "two groups", Asked.One, (db, k) =>
            db.Orders.Where(o => o.Id == k.LocalOrder.Id && o.UserId == k.LocalOrder.UserId).Select(o => new { o.Id, o.User.Name })),
        Rows("cross-shard navigation", "navigation", "cross-shard foreign key", Asked.All, (db, _) =>
            db.Comments.Select(c => new { c.Id, c.Author.Name })).Refused("joined on another column than the shard key"),
        Rows("cross-shard navigation in a condition", "Where navigation", "cross-shard foreign key", Asked.All, (db, _) =>
            db.Follows.Where(f => f.Followed.IsActive)).Refused("joined on another column than the shard key"),
        Rows("cross-shard navigation, one key", "Where navigation", "cross-shard foreign key", Asked.All, (db, k) =>
            db.Comments.Where(c => c.PostAuthorId == k.User).Select(c => c.Author.Name)).Refused("the other side may be on any shard"),
        Rows("join on another column", "Join", Pair, Asked.All, (db, _) =>
            db.Users.Join(db.Posts, u => u.Name, p => p.Title, (u, p) => new { u.Id, PostId = p.Id }))
            .Refused("joined on another column than the shard key"),
        Rows("left join on another column", "LeftJoin", Pair, Asked.All, (db, _) =>
            db.Users.LeftJoin(db.Accounts, u => u.Name, a => a.Login, (u, a) => new { u.Id, Plan = a == null ? null : a.Plan }))
            .Refused("joined on another column than the shard key"),
        Rows("two groups", "navigation", "two groups", Asked.All, (db, _) => db.Orders.Select(o => new { o.Id, o.User.Name }))
            .Refused("two groups"),
        Rows("join on the shard key or something else", "SelectMany Where ||", Pair, Asked.All, (db, _) =>
            from u in db.Users from p in db.Posts where u.Id == p.AuthorId || u.Name == p.Title select new { u.Id, PostId = p.Id })
            .Refused("the equality is only one side of an OR"),
        Rows("join by comparison", "SelectMany Where <", Pair, Asked.All, (db, _) =>
            from a in db.Badges from b in db.Badges where a.UserId < b.UserId && a.Id < 5 select new { A = a.Id, B = b.Id })
            .Refused("not joined by equality"),
        Rows("cross join", "SelectMany", Pair, Asked.All, (db, _) => from a in db.Badges from b in db.Badges select new { A = a.Id, B = b.Id })
            .Refused("not joined by equality"),
        Rows("part of a composite key", "Join", "composite key", Asked.All, (db, _) =>
            db.Invoices.Join(db.InvoiceLines, i => i.TenantId, l => l.TenantId, (i, l) => new { i.Number, l.LineNumber, l.Region }))
            .Refused("joined on a part of the shard key"),
    ];
}
