namespace EfShard.Benchmarks.Blog;

internal sealed class User
{
    public long Id { get; set; }

    public string Name { get; set; } = "";

    public string Email { get; set; } = "";

    public string City { get; set; } = "";

    public string? Biography { get; set; }

    public DateTime JoinedAt { get; set; }

    public List<Post> Posts { get; } = [];
}
