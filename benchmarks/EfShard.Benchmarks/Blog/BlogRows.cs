namespace EfShard.Benchmarks.Blog;

/// <summary>The rows of the blog: the same in every run.</summary>
internal static class BlogRows
{
    private const int Cities = 200;
    private static readonly DateTime Start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    // 200 bytes.
    private static readonly string Body = string.Concat(Enumerable.Repeat("It was a bright cold day in April, and the clocks. ", 4))[..200];

    public static User NewUser(long id, BlogSize size)
    {
        var user = new User
        {
            Id = id,
            Name = $"User {id}",
            Email = $"user{id}@example.com",
            City = $"City {id * 7919 % Cities}",
            Biography = id % 3 == 0 ? null : $"User {id} writes about databases, gardens and the sea.",
            JoinedAt = Start.AddMinutes(id),
        };
        for (var i = 0; i < size.PostsPerUser; i++)
        {
            var post = id * 1_000 + i;
            user.Posts.Add(new Post
            {
                Id = post,
                AuthorId = id,
                Title = $"Post {i} of user {id}",
                Body = Body,
                TopicId = (int)(post * 31 % size.Topics) + 1,
                Likes = (int)(post * 7919 % 1_000),
                WrittenAt = Start.AddDays(i).AddSeconds(id * 7),
            });
        }

        return user;
    }

    public static IEnumerable<Topic> Topics(BlogSize size)
        => Enumerable.Range(1, size.Topics).Select(id => new Topic { Id = id, Name = $"Topic {id}", Weight = id * 37 % 1_000 });
}
