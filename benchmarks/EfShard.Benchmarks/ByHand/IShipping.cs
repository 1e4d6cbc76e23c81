namespace EfShard.Benchmarks.ByHand;

/// <summary>Joins that have to ship rows, as one would write them for one kind of database.</summary>
internal interface IShipping
{
    /// <summary>Posts with more likes than their topic has weight: the 1,000 topics go to every shard.</summary>
    Task<long> CountLikedAsync();

    /// <summary>Unpopular posts beside the users with the number of their topic: 40,000 and 10,000 rows meet in one place.</summary>
    Task<long> CountPairsAsync(int likes);
}
