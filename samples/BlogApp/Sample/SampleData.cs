using BlogApp.Data;
using BlogApp.Import;
using BlogApp.Markup;
using BlogApp.Model;

namespace BlogApp.Sample;

/// <summary>
/// The sample's rows: always the same for the same size. Few users write and are followed a lot, many hardly at all,
/// by Zipf's law as in any real blog; so some feeds reach all shards, and some only one, and no two shards are equally busy.
/// </summary>
internal sealed class SampleData(int users, int posts)
{
    public static readonly DateTime End = new(2026, 7, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly DateTime Start = End.AddYears(-2);
    private const int MostFollows = 40;

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
                var pick = PickUser(random);
                if (pick != follower && followed.Add(pick))
                {
                    yield return new Follow { FollowerId = follower, FollowedId = pick };
                }
            }
        }
    }

    public IEnumerable<Follower> Followers()
        => Follows().Select(f => new Follower { FollowedId = f.FollowedId, FollowerId = f.FollowerId, FollowerName = SampleNames.Of(f.FollowerId) });

    /// <summary>The posts with their tags and comments, oldest first, spread evenly over two years.</summary>
    public IEnumerable<Post> Posts()
    {
        var random = new SampleRandom(3);
        var comments = new SampleComments(new SampleRandom(4), PickUser);
        var step = (End - Start) / Math.Max(posts, 1);
        for (var i = 0; i < posts; i++)
        {
            var topic = random.Pick(SampleTopic.All);
            var body = SampleText.Body(random, topic);
            var time = Start + (step * i) + (step * (random.Next(1_000) / 1_000.0));
            time = time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
            var title = SampleText.Title(random, topic);
            var post = new Post
            {
                Id = IdGenerator.ForSample(time, i),
                AuthorId = PickUser(random),
                CategoryCode = topic.CategoryCode,
                Title = title,
                Summary = PostMarkdown.Summarize(body),
                Body = body,
                SearchText = SearchWords.Of(title, body),
                CreatedAt = time,
            };
            TagList.AddTo(post, SampleTags.Pick(random));
            comments.AddTo(post);
            yield return post;
        }
    }

    // Spreads the popular users over the ids: otherwise the first hundred would be all that anybody reads.
    private long PickUser(SampleRandom random) => ((random.NextZipf(users) * 1_000_003L) % users) + 1;
}
