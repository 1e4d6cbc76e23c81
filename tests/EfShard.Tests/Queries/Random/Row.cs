namespace EfShard.Tests.Queries.Random;

/// <summary>What every source of a random query is projected to, so that any operator can follow any other.</summary>
public sealed class Row
{
    /// <summary>The shard key of the sharded sources, as long as no operator has moved it.</summary>
    public long? Key { get; set; }

    public long? Id { get; set; }

    public int? Number { get; set; }

    public string? Text { get; set; }

    public override string ToString() => $"{Key}|{Id}|{Number}|{Text}";
}
