namespace BlogApp.Features.Shards;

/// <summary>How many rows a shard holds.</summary>
public sealed record ShardRows(string Shard, int Users, int Posts, int Comments, int Tags, int Follows)
{
    public int All => Users + Posts + Comments + Tags + Follows;
}
