namespace EfShard.Crash.Child;

/// <summary>A parcel, whose shard is its customer's.</summary>
public sealed class Parcel
{
    public long Id { get; set; }

    public long CustomerId { get; set; }

    public List<ParcelScan> Scans { get; } = [];
}
