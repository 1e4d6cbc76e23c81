using BlogApp.Sample;

namespace BlogApp.Tests.Startup;

public sealed class SampleDataTests
{
    [Fact]
    public void The_sample_is_the_same_on_every_machine()
    {
        // Golden values: a change of them changes the sample of everybody, and should be meant.
        var sample = new SampleData(2_000, 20_000);

        Assert.Equal("Ada Abbasi", sample.Users().First().Name);
        Assert.Equal(33_114, sample.Follows().Count());
        var newest = sample.Posts().Last();
        Assert.Equal((2183385803919457823, 1037, "How we think about dark mode"), (newest.Id, newest.AuthorId, newest.Title));
    }

    [Fact]
    public void Two_thousand_users_have_different_names()
        => Assert.Equal(2_000, new SampleData(2_000, 0).Users().Select(u => u.NameKey).Distinct().Count());

    [Fact]
    public void Twenty_thousand_posts_have_different_ids_that_rise_with_time()
    {
        var ids = new SampleData(2_000, 20_000).Posts().Select(p => p.Id).ToList();

        Assert.Equal(20_000, ids.Count);
        Assert.Equal(ids.Order().Distinct(), ids);
    }

    [Fact]
    public void Few_users_have_most_of_the_followers()
    {
        var followers = new SampleData(2_000, 0).Follows().GroupBy(f => f.FollowedId).Select(f => f.Count()).OrderDescending().ToList();

        Assert.True(followers.Take(200).Sum() > 0.4 * followers.Sum(), "a tenth of the users should have more than two fifths of the followers");
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    public void Tiny_samples_are_whole_too(int users, int posts)
    {
        var sample = new SampleData(users, posts);

        Assert.Equal(posts, sample.Posts().Count(p => p.AuthorId >= 1 && p.AuthorId <= users));
        Assert.All(sample.Follows(), f => Assert.NotEqual(f.FollowerId, f.FollowedId));
    }
}
