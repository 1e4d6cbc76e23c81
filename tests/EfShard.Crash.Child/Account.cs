namespace EfShard.Crash.Child;

/// <summary>An account, by whose id its shard is known.</summary>
public sealed class Account
{
    public long Id { get; set; }

    public long Balance { get; set; }
}
