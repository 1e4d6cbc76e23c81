namespace EfShard.Planning;

/// <summary>
///     What a statement computes from a key that is a date or a time before it compares it: its year, its day, or the key some days later. Each
///     grows with the key, so that a comparison of the part is a range of keys.
/// </summary>
internal abstract record TimePart
{
    private TimePart()
    {
    }

    /// <summary>The year, as a number.</summary>
    public sealed record Year : TimePart
    {
        public static readonly Year Instance = new();

        public override string ToString() => "year";
    }

    /// <summary>The day: a date, or its midnight.</summary>
    public sealed record Day : TimePart
    {
        public static readonly Day Instance = new();

        public override string ToString() => "day";
    }

    /// <summary>The key some days later.</summary>
    /// <param name="Days">How many days: a number, perhaps with a fraction, perhaps negative.</param>
    /// <param name="Slack">How far the database's own arithmetic may be off: a rounding, or a day that is not 24 hours long.</param>
    public sealed record Later(ValueSource Days, TimeSpan Slack) : TimePart
    {
        public override string ToString() => "days later";
    }
}
