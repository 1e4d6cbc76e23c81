using System.Linq.Expressions;
using System.Text;
using EfShard.Tests.Model.Blog;

namespace EfShard.Tests.Queries.Random;

/// <summary>
///     A query made by chance from a seed, over sharded, reference and unsharded sources: joins on any column, subqueries, limits, set
///     operations, groups. The same seed makes the same query on any context.
/// </summary>
internal sealed class RandomQuery
{
    private readonly System.Random _random;
    private readonly BlogContext _db;
    private readonly long[] _keys;
    private readonly StringBuilder _text = new();

    private RandomQuery(BlogContext db, int seed)
    {
        _db = db;
        _random = new(seed);
        _keys = [.. Enumerable.Range(0, 3).Select(_ => (long)_random.Next(1, 30))];
    }

    /// <summary>The query, and how it was made.</summary>
    public static (IQueryable<Row> Rows, string Text) Create(BlogContext db, int seed)
    {
        var query = new RandomQuery(db, seed);
        var rows = query.Query(3);
        return (rows, query._text.ToString());
    }

    /// <summary>The same order everywhere: rows that are equal in all columns can't be told apart.</summary>
    public static IOrderedQueryable<Row> InOrder(IQueryable<Row> rows)
        => rows.OrderBy(r => r.Number).ThenByDescending(r => r.Key).ThenBy(r => r.Text).ThenBy(r => r.Id);

    private IQueryable<Row> Query(int depth)
    {
        var rows = Source();
        for (var i = _random.Next(depth + 1); i > 0; i--)
        {
            rows = Operator(rows, depth - 1);
        }

        return rows;
    }

    private IQueryable<Row> Source()
    {
        var name = Pick("Users", "Posts", "Posts", "Comments", "Follows", "Profiles", "Tags", "Countries", "Settings");
        _text.Append(name);
        return name switch
        {
            "Users" => _db.Users.Select(u => new Row { Key = u.Id, Id = u.Id, Number = u.Age, Text = u.Name }),
            "Posts" => _db.Posts.Select(p => new Row { Key = p.AuthorId, Id = p.Id, Number = p.Rating, Text = p.Title }),
            "Comments" => _db.Comments.Select(c => new Row { Key = c.PostAuthorId, Id = c.PostId, Number = c.Likes, Text = c.Text }),
            "Follows" => _db.Follows.Select(f => new Row { Key = f.FollowerId, Id = f.FollowedId, Number = 1, Text = "follows" }),
            "Profiles" => _db.Profiles.Select(p => new Row { Key = p.UserId, Id = p.UserId, Number = null, Text = p.Website }),
            "Tags" => _db.Tags.Select(t => new Row { Key = t.Id, Id = t.Id, Number = t.Id, Text = t.Name }),
            "Countries" => _db.Countries.Select(c => new Row { Key = null, Id = 5, Number = null, Text = c.Code }),
            _ => _db.Settings.Select(s => new Row { Key = 3, Id = 4, Number = 2, Text = s.Name }),
        };
    }

    private IQueryable<Row> Operator(IQueryable<Row> rows, int depth)
    {
        var operators = depth > 0
            ? new[] { "where", "where", "key", "keys", "take", "distinct", "swap", "join", "join", "left", "exists", "in", "set", "group", "many" }
            : ["where", "key", "keys", "take", "distinct", "swap", "group"];
        return Pick(operators) switch
        {
            "where" => Where(rows),
            "key" => Named(".Key(", rows.Where(OneKey())),
            "keys" => Named(".Keys(", rows.Where(SomeKeys())),
            "take" => Take(rows),
            "distinct" => Distinct(rows),
            "swap" => Named(".Swap(", rows.Select(r => new Row { Key = r.Id, Id = r.Key, Number = r.Number, Text = r.Text })),
            "join" => Join(rows, depth),
            "left" => LeftJoin(rows, depth),
            "exists" => Exists(rows, depth),
            "in" => In(rows, depth),
            "set" => Set(rows, depth),
            "group" => Group(rows),
            _ => Many(rows, depth),
        };
    }

    private Expression<Func<Row, bool>> OneKey()
    {
        var key = _keys[_random.Next(_keys.Length)];
        return r => r.Key == key;
    }

    private Expression<Func<Row, bool>> SomeKeys()
    {
        var keys = _keys;
        return _random.Next(4) == 0 ? r => !keys.Contains(r.Key!.Value) : r => keys.Contains(r.Key!.Value);
    }

    private IQueryable<Row> Where(IQueryable<Row> rows)
    {
        var (number, key) = (_random.Next(4), _keys[_random.Next(_keys.Length)]);
        var condition = _random.Next(6);
        _text.Append($".Where{condition}()");
        return condition switch
        {
            0 => rows.Where(r => r.Number > number),
            1 => rows.Where(r => r.Text != null && r.Text.StartsWith("a")),
            2 => rows.Where(r => r.Key == key || r.Number == number),
            3 => rows.Where(r => !(r.Key == key && r.Number != number)),
            4 => rows.Where(r => r.Key == null || r.Key != key),
            _ => rows.Where(r => r.Id == r.Key),
        };
    }

    private IQueryable<Row> Take(IQueryable<Row> rows)
    {
        var (skip, take) = (_random.Next(3) == 0 ? _random.Next(1, 30) : 0, _random.Next(1, 40));
        _text.Append($".Take({skip},{take})");
        var ordered = InOrder(rows);
        return skip == 0 ? ordered.Take(take) : ordered.Skip(skip).Take(take);
    }

    private IQueryable<Row> Distinct(IQueryable<Row> rows)
        => _random.Next(2) == 0
            ? Named(".Distinct(", rows.Distinct())
            : Named(".DistinctNumber(", rows.Select(r => new Row { Key = r.Number, Id = 0, Number = r.Number, Text = null }).Distinct());

    private IQueryable<Row> Join(IQueryable<Row> rows, int depth)
    {
        var other = Other(".Join", depth, out var on);
        return on switch
        {
            0 => rows.Join(other, a => a.Key, b => b.Key, (a, b) => new Row { Key = a.Key, Id = b.Id, Number = b.Number, Text = a.Text }),
            1 => rows.Join(other, a => a.Key, b => b.Key, (a, b) => new Row { Key = b.Key, Id = a.Id, Number = b.Number, Text = b.Text }),
            2 => rows.Join(other, a => a.Id, b => b.Id, (a, b) => new Row { Key = a.Key, Id = b.Key, Number = b.Number, Text = a.Text }),
            _ => rows.Join(other, a => a.Key, b => b.Id, (a, b) => new Row { Key = a.Key, Id = b.Key, Number = a.Number, Text = b.Text }),
        };
    }

    private IQueryable<Row> LeftJoin(IQueryable<Row> rows, int depth)
    {
        var other = Other(".LeftJoin", depth, out var on);
        return on switch
        {
            0 => rows.LeftJoin(other, a => a.Key, b => b.Key, (a, b) => new Row { Key = a.Key, Id = b!.Id, Number = b.Number, Text = a.Text }),
            1 => rows.LeftJoin(other, a => a.Key, b => b.Key, (a, b) => new Row { Key = b!.Key, Id = a.Id, Number = a.Number, Text = b.Text }),
            2 => rows.LeftJoin(other, a => a.Id, b => b.Id, (a, b) => new Row { Key = a.Key, Id = b!.Key, Number = b.Number, Text = a.Text }),
            _ => rows.LeftJoin(other, a => a.Key, b => b.Id, (a, b) => new Row { Key = a.Key, Id = b!.Id, Number = a.Number, Text = b.Text }),
        };
    }

    private IQueryable<Row> Exists(IQueryable<Row> rows, int depth)
    {
        var not = _random.Next(3) == 0;
        var other = Other(not ? ".NotExists" : ".Exists", depth, out var on);
        return (not, on) switch
        {
            (false, 0) => rows.Where(a => other.Any(b => b.Key == a.Key)),
            (false, 1) => rows.Where(a => other.Any(b => b.Key == a.Key && b.Number > 1)),
            (false, 2) => rows.Where(a => other.Any(b => b.Id == a.Key)),
            (false, _) => rows.Where(a => other.Any(b => b.Number > 2)),
            (true, 0) => rows.Where(a => !other.Any(b => b.Key == a.Key)),
            (true, 1) => rows.Where(a => !other.Any(b => b.Key == a.Key && b.Number > 1)),
            (true, 2) => rows.Where(a => !other.Any(b => b.Id == a.Key)),
            (true, _) => rows.Where(a => a.Number > 2 || other.Any(b => b.Key == a.Key)),
        };
    }

    private IQueryable<Row> In(IQueryable<Row> rows, int depth)
    {
        var other = Other(".In", depth, out var on);
        return on switch
        {
            0 => rows.Where(a => other.Select(b => b.Key).Contains(a.Key)),
            1 => rows.Where(a => !other.Select(b => b.Key).Contains(a.Key)),
            2 => rows.Where(a => other.Select(b => b.Id).Contains(a.Key)),
            _ => rows.Where(a => a.Number == other.Where(b => b.Key == a.Key).Max(b => b.Number)),
        };
    }

    private IQueryable<Row> Set(IQueryable<Row> rows, int depth)
    {
        var other = Other(".Set", depth, out var kind);
        return kind switch
        {
            0 => rows.Concat(other),
            1 => rows.Union(other),
            2 => rows.Except(other),
            _ => rows.Intersect(other),
        };
    }

    private IQueryable<Row> Group(IQueryable<Row> rows)
    {
        var kind = _random.Next(4);
        _text.Append($".Group{kind}()");
        return kind switch
        {
            0 => rows.GroupBy(r => r.Key).Select(g => new Row { Key = g.Key, Id = g.Max(r => r.Id), Number = g.Count(), Text = g.Min(r => r.Text) }),
            1 => rows.GroupBy(r => r.Number).Select(g => new Row { Key = g.Max(r => r.Key), Id = 1, Number = g.Key, Text = "" }),
            2 => rows.GroupBy(r => new { r.Key, r.Number }).Where(g => g.Count() > 1)
                .Select(g => new Row { Key = g.Key.Key, Id = g.Count(), Number = g.Key.Number, Text = "" }),
            _ => rows.GroupBy(r => r.Text).Select(g => new Row { Key = g.Min(r => r.Key), Id = g.Max(r => r.Key), Number = g.Count(), Text = g.Key }),
        };
    }

    private IQueryable<Row> Many(IQueryable<Row> rows, int depth)
    {
        var other = Other(".Many", depth, out var on);
        return on switch
        {
            0 => rows
                .SelectMany(a => other.Where(b => b.Key == a.Key), (a, b) => new Row { Key = a.Key, Id = b.Id, Number = b.Number, Text = b.Text }),
            1 => rows.SelectMany(
                a => other.Where(b => b.Key == a.Key && b.Number > 1).DefaultIfEmpty(),
                (a, b) => new Row { Key = a.Key, Id = a.Id, Number = b!.Number, Text = b.Text }),
            2 => rows.SelectMany(
                a => other.Where(b => b.Key == a.Key)
                    .DefaultIfEmpty(), (a, b) => new Row { Key = b!.Key, Id = b.Id, Number = a.Number, Text = a.Text }),
            _ => rows.SelectMany(a => other.Where(b => b.Id == a.Id), (a, b) => new Row { Key = a.Key, Id = b.Id, Number = a.Number, Text = b.Text }),
        };
    }

    private IQueryable<Row> Other(string name, int depth, out int choice)
    {
        choice = _random.Next(4);
        _text.Append(name).Append(choice).Append('(');
        var other = Query(depth);
        _text.Append(')');
        return other;
    }

    private IQueryable<Row> Named(string name, IQueryable<Row> rows)
    {
        _text.Append(name).Append(')');
        return rows;
    }

    private T Pick<T>(params T[] values) => values[_random.Next(values.Length)];
}
