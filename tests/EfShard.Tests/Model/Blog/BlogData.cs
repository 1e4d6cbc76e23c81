namespace EfShard.Tests.Model.Blog;

/// <summary>
///     The rows of the test database, the same at every call: duplicates, ties, nulls, and one user who wrote a third of everything.
///     Foreign keys are set and navigations are not, so that any subset of rows can be added to a context by itself.
/// </summary>
public sealed class BlogData
{
    private readonly Random _random = new(20240229);
    private readonly long[] _userIds;
    private readonly List<object> _rows = [];

    private BlogData(IEnumerable<long> userIds)
    {
        _userIds = [.. userIds];
        AddAll(BlogReferenceData.Countries());
        AddAll(BlogReferenceData.Categories());
        AddAll(BlogReferenceData.Tags());
        AddAll(BlogReferenceData.Settings());
        AddUsers();
        AddPosts();
        AddComments();
        AddFollows();
        _rows.AddRange(BlogOtherData.Create(_random, _userIds));
    }

    /// <summary>Every row, principals before their dependents. Rows of the post-tag join are <see cref="PostTagRow" />.</summary>
    public IReadOnlyList<object> Rows => _rows;

    public IReadOnlyList<long> UserIds => _userIds;

    /// <summary>60 users with the ids 1 to 60.</summary>
    public static BlogData Create() => new(Enumerable.Range(1, 60).Select(i => (long)i));

    /// <summary>The same, with other ids for the users: to leave a shard without any.</summary>
    public static BlogData Create(IEnumerable<long> userIds) => new(userIds);

    public IEnumerable<T> Of<T>() => _rows.OfType<T>();

    private void AddAll(IEnumerable<object> rows) => _rows.AddRange(rows);

    private void AddUsers()
    {
        var countries = Of<Country>().Select(c => c.Code).Take(7).ToArray();
        foreach (var (id, i) in _userIds.Select((id, i) => (id, i)))
        {
            _rows.Add(new User
            {
                Id = id,
                Name = Word(),
                Nickname = Word(),
                City = Maybe(0.7) ? Pick(BlogWords.Cities) : null,
                Age = Maybe(0.8) ? _random.Next(18, 40) : null,
                CreatedAt = Moment(),
                Score = Maybe(0.2) ? 0 : Math.Round(_random.NextDouble() * 200 - 100, 3),
                Balance = _random.Next(-1000, 100_000) / 100m,
                IsActive = Maybe(0.75),
                Level = (Level)_random.Next(4),
                CountryCode = Pick(countries),
                Languages = Enumerable.Range(0, _random.Next(4)).Select(_ => Pick(["en", "de", "no", "ja", "es"])).ToList(),
                Address = new Address { Street = Word() + " " + i, Town = Pick(BlogWords.Cities), Zip = Maybe(0.5) ? $"{i:0000}" : null },
                Preferences = new Preferences { Theme = Maybe(0.5) ? "dark" : "light", PageSize = _random.Next(1, 4) * 10 },
            });
            if (Maybe(0.5))
            {
                _rows.Add(new UserProfile { UserId = id, Bio = Word(), Website = Maybe(0.5) ? $"https://example.org/{i}" : null });
            }
        }
    }

    private void AddPosts()
    {
        var categories = Of<Category>().Select(c => c.Code).Take(5).ToArray();
        for (var id = 1L; id <= 300; id++)
        {
            // The last ten users never write.
            var author = Maybe(0.3) ? _userIds[0] : _userIds[_random.Next(_userIds.Length - 10)];
            var kind = _random.NextDouble();
            Post post = kind < 0.6 ? new Post { Title = "" }
                : kind < 0.85 ? new Article { Title = "", Summary = Maybe(0.5) ? Word() : null, WordCount = _random.Next(1, 50) * 10 }
                : new Note { Title = "", Mood = Maybe(0.6) ? Word() : null };
            post.Id = id;
            post.AuthorId = author;
            post.Title = Maybe(0.5) ? Word() : $"{Word()} {_random.Next(5)}";
            post.Body = Maybe(0.8) ? $"{Word()} {Word()} {Word()}" : null;
            post.CreatedAt = Moment();
            post.Rating = _random.Next(6);
            post.CategoryCode = Maybe(0.7) ? Pick(categories) : null;
            for (var number = 1; number <= _random.Next(-3, 4); number++)
            {
                post.Attachments.Add(new Attachment { Number = number, FileName = Word() + ".txt", Size = _random.Next(5) * 100 });
            }

            _rows.Add(post);
            var tags = Enumerable.Range(1, 10).Where(_ => Maybe(0.15)).ToArray();
            _rows.AddRange(tags.Select(tag => new PostTagRow(id, author, tag)));
        }
    }

    private void AddComments()
    {
        var posts = Of<Post>().ToArray();
        var latest = new Dictionary<long, long>();
        for (var id = 1L; id <= 500; id++)
        {
            var post = Maybe(0.2) ? posts[0] : posts[_random.Next(posts.Length - 50)];
            _rows.Add(new Comment
            {
                Id = id,
                PostId = post.Id,
                PostAuthorId = post.AuthorId,
                AuthorId = Pick(_userIds),
                ParentId = latest.TryGetValue(post.Id, out var parent) && Maybe(0.4) ? parent : null,
                Text = $"{Word()} {Word()}",
                CreatedAt = Moment(),
                Likes = _random.Next(4),
                IsDeleted = Maybe(0.1),
            });
            latest[post.Id] = id;
        }
    }

    private void AddFollows()
    {
        var pairs = new HashSet<(long, long)>();
        for (var i = 0; i < 250; i++)
        {
            var pair = (Pick(_userIds), Maybe(0.3) ? _userIds[0] : Pick(_userIds));
            if (pair.Item1 != pair.Item2 && pairs.Add(pair))
            {
                _rows.Add(new Follow { FollowerId = pair.Item1, FollowedId = pair.Item2, Since = Moment() });
            }
        }
    }

    private bool Maybe(double probability) => _random.NextDouble() < probability;

    private T Pick<T>(IReadOnlyList<T> values) => values[_random.Next(values.Count)];

    private string Word() => Pick(BlogWords.Words);

    private DateTime Moment() => new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(_random.Next(24 * 30) * 6);
}
