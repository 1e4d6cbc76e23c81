using EfShard.Analyzers.Tests.Verifying;

namespace EfShard.Analyzers.Tests.Rules;

/// <summary>EFS0009.</summary>
public class UnstableHashTests
{
    [Fact]
    public Task Hashes_that_choose_a_shard_are_reported() => Analysis.VerifyAsync("EFS0009", Blog.Model, Blog.Method(
        """
        context.Posts.OnShard("s" + Math.Abs([|user.Name.GetHashCode()|]) % 4).ToList();
        using var pinned = context.Sharding().UseShard("s" + [|HashCode.Combine(user.Id, user.Name)|] % 4);
        var order = new Order { CustomerId = [|user.Name.GetHashCode()|] };
        context.Posts.OnShard([|ShardOf(user)|]).ToList();
        context.Posts.WithShardKey((long)[|user.GetHashCode()|]).ToList();
        """,
        "private static string ShardOf(User user) => \"s\" + user.Name.GetHashCode() % 4;"));

    [Fact]
    public Task Strategies_that_use_them_are_reported() => Analysis.VerifyAsync("EFS0009", Compilations.Usings + """
        namespace N;

        public sealed class ByHash : ShardStrategy
        {
            public override string Definition => "by-hash";
            public override IReadOnlyList<string> Shards { get; } = new[] { "s0", "s1" };
            public override int Locate(in ShardKey key) => Bucket(key);
            public override int GetHashCode() => Definition.GetHashCode();
            private static int Bucket(ShardKey key) => ([|key.GetHashCode()|] & 0x7FFFFFFF) % 2;
        }
        """);

    [Fact]
    public Task Hashes_that_place_nothing_are_not() => Analysis.VerifyAsync("EFS0009", Blog.Model, Blog.Method(
        """
        var cached = user.Name.GetHashCode();
        context.Posts.OnShard("s1").Where(p => p.Title.GetHashCode() == id).ToList();
        var post = new Post { AuthorId = id, Title = user.GetHashCode().ToString() };
        context.Posts.WithShardKey(ShardKeyHash.Compute(ShardKey.From(user.Name))).ToList();
        """,
        "public record Pair(int A, int B) { public override int GetHashCode() => HashCode.Combine(A, B); }"));
}
