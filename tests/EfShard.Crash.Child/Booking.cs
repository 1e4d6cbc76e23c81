namespace EfShard.Crash.Child;

/// <summary>What one transaction has booked on one account.</summary>
public sealed class Booking
{
    public long AccountId { get; set; }

    public Guid Id { get; set; }

    public long Amount { get; set; }
}
