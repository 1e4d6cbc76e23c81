using BlogApp.Model;

namespace BlogApp.Sample;

/// <summary>Comments on the sample's posts: most posts have few, some have many. One object makes all of one sample's.</summary>
internal sealed class SampleComments(SampleRandom random, Func<SampleRandom, long> pickUser)
{
    private const int Most = 6;

    private static readonly string[] Texts =
    [
        "We saw the same, with half the traffic.", "Thank you for keeping the numbers that did not fit.", "How long did the change take you?",
        "I disagree with the second point, but the measurement is convincing.", "Our team read this aloud on Monday.",
        "Does this still hold with ten times the data?", "Bookmarked. The list alone is worth it.", "We tried it the other way round, and went back.",
        "Small correction: the first number is a median, isn't it?", "The part about owners is what we were missing.",
        "Nice and short.", "Would you write about what happened afterwards?",
    ];

    private int _made;

    public void AddTo(Post post)
    {
        for (var count = random.NextSkewed(Most); count > 0; count--)
        {
            var author = pickUser(random);
            var time = post.CreatedAt.AddMinutes(5 + (post.Comments.Count * 60) + random.Next(55));
            post.Comments.Add(new Comment
            {
                Id = IdGenerator.ForSample(time, _made++),
                PostId = post.Id,
                PostAuthorId = post.AuthorId,
                AuthorId = author,
                AuthorName = SampleNames.Of(author),
                Body = random.Pick(Texts),
                CreatedAt = time,
            });
        }
    }
}
