using EfShard.Tests.Model.Blog;

namespace EfShard.Tests.Queries.Harness;

/// <summary>Keys that shapes ask for, chosen by where their rows lie.</summary>
public sealed class BlogKeys
{
    private readonly BlogData _data;
    private readonly Dictionary<long, string> _shardOfUser;

    public BlogKeys(BlogData data, Func<object, string> shardOf)
    {
        _data = data;
        _shardOfUser = data.Of<User>().ToDictionary(u => u.Id, u => shardOf(u));
        Prolific = data.UserIds[0];
        var authors = data.Of<Post>().Where(p => p.AuthorId != Prolific).GroupBy(p => p.AuthorId)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Select(g => g.Key).ToArray();
        User = authors.FirstOrDefault(a => ShardOfUser(a) != ShardOfUser(Prolific), authors[0]);
        Other = authors.FirstOrDefault(a => a != User && ShardOfUser(a) != ShardOfUser(User), authors[1]);
        Quiet = data.UserIds.First(id => data.Of<Post>().All(p => p.AuthorId != id));
        Neighbours = [.. data.UserIds.Where(id => ShardOfUser(id) == ShardOfUser(User)).Take(4)];
        OnHome = data.UserIds.FirstOrDefault(id => ShardOfUser(id) == HomeShard, data.UserIds[0]);
        Post = data.Of<Comment>().Where(c => c.PostAuthorId == User && !c.IsDeleted).GroupBy(c => c.PostId)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First().Key;
        Article = data.Of<Article>().First().Id;
        LocalComment = data.Of<Comment>().First(c => !c.IsDeleted && ShardOfUser(c.PostAuthorId) == ShardOfUser(c.AuthorId));
        LocalOrder = data.Of<Order>().First(o => shardOf(o) == ShardOfUser(o.UserId));
        Document = data.Of<Document>().First(d => data.Of<DocumentPage>().Count(p => p.DocumentId == d.Id) > 1).Id;
        Follow = data.Of<Follow>().First(f => f.FollowerId == User || f.FollowerId == Other);
        Day = data.Of<Event>().First().Day;
        Customers = [.. OnTwoShards<Customer>(shardOf).Select(c => c.Id)];
        Logins = [.. OnTwoShards<Account>(shardOf).Select(a => a.Login)];
        Invoices = OnTwoShards<Invoice>(shardOf);
    }

    /// <summary>The shard of the unsharded tables.</summary>
    public static string HomeShard => "s0";

    /// <summary>No user has this id.</summary>
    public static long Missing => 999_999;

    /// <summary>The user who wrote a third of everything.</summary>
    public long Prolific { get; }

    /// <summary>A user with posts, on another shard than <see cref="Prolific" />.</summary>
    public long User { get; }

    /// <summary>A user with posts, on another shard than <see cref="User" />.</summary>
    public long Other { get; }

    /// <summary>A user without posts.</summary>
    public long Quiet { get; }

    /// <summary>Users of one shard, the one of <see cref="User" />, which may be among them.</summary>
    public long[] Neighbours { get; }

    /// <summary>Users of two shards.</summary>
    public long[] TwoShards => [User, Other];

    public long[] Fifty => [.. _data.UserIds.Take(50)];

    /// <summary>A user on <see cref="HomeShard" />.</summary>
    public long OnHome { get; }

    /// <summary>A post of <see cref="User" /> with comments.</summary>
    public long Post { get; }

    public long Article { get; }

    /// <summary>A comment whose own author lives where its post does.</summary>
    public Comment LocalComment { get; }

    /// <summary>An order whose user lives on the order's shard.</summary>
    public Order LocalOrder { get; }

    /// <summary>A document with pages.</summary>
    public Guid Document { get; }

    public Follow Follow { get; }

    /// <summary>A day with an event.</summary>
    public DateOnly Day { get; }

    /// <summary>Customers of two shards.</summary>
    public CustomerId[] Customers { get; }

    /// <summary>Accounts of two shards.</summary>
    public string[] Logins { get; }

    /// <summary>Invoices of two shards.</summary>
    public Invoice[] Invoices { get; }

    public string ShardOfUser(long id) => _shardOfUser[id];

    private T[] OnTwoShards<T>(Func<T, string> shardOf)
    {
        var rows = _data.Of<T>().ToArray();
        return [rows[0], rows.FirstOrDefault(r => shardOf(r) != shardOf(rows[0]), rows[1])];
    }
}
