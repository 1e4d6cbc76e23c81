namespace EfShard.Crash.Child;

/// <summary>A parcel was seen; the row lives with the parcel's.</summary>
public sealed class ParcelScan
{
    public Guid Id { get; set; }

    public long ParcelId { get; set; }

    public Parcel Parcel { get; set; } = null!;
}
