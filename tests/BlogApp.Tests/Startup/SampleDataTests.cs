using BlogApp.Sample;

namespace BlogApp.Tests.Startup;

public sealed class SampleDataTests
{
    [Fact]
    public void The_sample_is_the_same_on_every_machine()
    {
        // Golden values: a change of them changes the sample of everybody, and should be meant.
        var sample = new SampleData(2_000, 20_000);
        var posts = sample.Posts().ToList();

        Assert.Equal(
            ("Ada Abbasi", 21_695, 38_122, 22_904),
            (sample.Users().First().Name, sample.Follows().Count(), posts.Sum(p => p.Tags.Count), posts.Sum(p => p.Comments.Count)));
        Assert.Equal((2183377826353249823, 16, "Five questions about log files"), (posts[^1].Id, posts[^1].AuthorId, posts[^1].Title));
    }

    [Fact]
    public void Ten_thousand_users_have_different_names()
        => Assert.Equal(10_000, new SampleData(10_000, 0).Users().Select(u => u.NameKey).Distinct().Count());

    [Fact]
    public void Twenty_thousand_posts_have_different_ids_that_rise_with_time()
    {
        var ids = new SampleData(2_000, 20_000).Posts().Select(p => p.Id).ToList();

        Assert.Equal(20_000, ids.Count);
        Assert.Equal(ids.Order().Distinct(), ids);
    }

    [Fact]
    public void Comments_have_different_ids_and_live_with_their_posts()
    {
        var posts = new SampleData(2_000, 20_000).Posts().ToList();
        var comments = posts.SelectMany(p => p.Comments, (post, comment) => (post, comment)).ToList();

        Assert.Equal(comments.Count, comments.Select(c => c.comment.Id).Distinct().Count());
        Assert.All(comments, c => Assert.Equal((c.post.Id, c.post.AuthorId), (c.comment.PostId, c.comment.PostAuthorId)));
        Assert.All(comments, c => Assert.True(c.comment.CreatedAt > c.post.CreatedAt));
    }

    [Fact]
    public void Every_follow_has_its_other_side()
    {
        var sample = new SampleData(200, 0);

        Assert.Equal(
            sample.Follows().Select(f => (f.FollowerId, f.FollowedId)).Order(),
            sample.Followers().Select(f => (f.FollowerId, f.FollowedId)).Order());
    }

    [Fact]
    public void The_busiest_user_writes_about_twice_as_much_as_the_second_and_ten_times_as_much_as_the_tenth()
    {
        var posts = new SampleData(10_000, 50_000).Posts().GroupBy(p => p.AuthorId).Select(p => p.Count()).OrderDescending().ToList();

        Assert.InRange((double)posts[0] / posts[1], 1.5, 2.2);
        Assert.InRange((double)posts[0] / posts[9], 6, 12);
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
