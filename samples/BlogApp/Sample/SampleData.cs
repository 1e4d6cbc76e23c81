using BlogApp.Import;
using BlogApp.Markup;
using BlogApp.Model;

namespace BlogApp.Sample;

/// <summary>
/// The sample's rows: always the same for the same size. Few users write and are followed a lot, many hardly at all,
/// as in any real blog; so some feeds reach all shards, and some only one.
/// </summary>
internal sealed class SampleData(int users, int posts)
{
    public static readonly DateTime End = new(2026, 7, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly DateTime Start = End.AddYears(-2);
    private const int MostFollows = 60;

    public IEnumerable<User> Users()
    {
        for (var i = 0; i < users; i++)
        {
            var name = SampleNames.For(i);
            yield return new User { Id = i + 1, Name = name, NameKey = AuthorName.KeyOf(name), JoinedAt = Start.AddMinutes(-i) };
        }
    }

    public IEnumerable<Follow> Follows()
    {
        var random = new SampleRandom(2);
        var followed = new HashSet<long>();
        for (var follower = 1L; follower <= users; follower++)
        {
            followed.Clear();
            for (var wanted = 3 + random.NextSkewed(MostFollows); wanted > 0; wanted--)
            {
                // A second pick of the same user, or of oneself, is dropped: small samples must end too.
                var pick = UserAt(random.NextSkewed(users));
                if (pick != follower && followed.Add(pick))
                {
                    yield return new Follow { FollowerId = follower, FollowedId = pick };
                }
            }
        }
    }

    /// <summary>The posts, oldest first, spread evenly over two years.</summary>
    public IEnumerable<Post> Posts()
    {
        var random = new SampleRandom(3);
        var step = (End - Start) / Math.Max(posts, 1);
        for (var i = 0; i < posts; i++)
        {
            var topic = random.Pick(SampleTopic.All);
            var body = SampleText.Body(random, topic);
            var time = Start + (step * i) + (step * (random.Next(1_000) / 1_000.0));
            time = time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
            yield return new Post
            {
                Id = IdGenerator.ForSample(time, i),
                AuthorId = UserAt(random.NextSkewed(users)),
                CategoryCode = topic.CategoryCode,
                Title = SampleText.Title(random, topic),
                Summary = PostMarkdown.Summarize(body),
                Body = body,
                CreatedAt = time,
            };
        }
    }

    // Spreads the popular users over the ids: otherwise the first hundred would be all that anybody reads.
    private long UserAt(int rank) => ((rank * 1_000_003L) % users) + 1;
}
