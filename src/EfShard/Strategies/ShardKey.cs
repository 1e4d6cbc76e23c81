namespace EfShard.Strategies;

/// <summary>
///     A shard key in the form in which the database stores it: after value converters, without a .NET type's own identity, so that
///     an <see cref="int" /> 5, a <see cref="long" /> 5 and an enum's 5 are the same key.
/// </summary>
public readonly struct ShardKey : IEquatable<ShardKey>
{
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    // Marks a time that had a fraction of a microsecond. Equality and hash know nothing of it.
    private static readonly object TruncatedTime = new();

    private readonly long _number;
    private readonly object? _reference;

    private ShardKey(ShardKeyKind kind, long number, object? reference)
    {
        Kind = kind;
        _number = number;
        _reference = reference;
    }

    /// <summary>The kind of value. The default of the struct is <see cref="ShardKeyKind.Null" />.</summary>
    public ShardKeyKind Kind { get; }

    /// <summary>The value of a <see cref="ShardKeyKind.Number" />, <see cref="ShardKeyKind.Timestamp" /> or <see cref="ShardKeyKind.Date" />.</summary>
    /// <exception cref="InvalidOperationException">The key is of another kind.</exception>
    public long Number
        => Kind is ShardKeyKind.Number or ShardKeyKind.Timestamp or ShardKeyKind.Date ? _number : throw WrongKind(nameof(Number));

    /// <summary>The value of a <see cref="ShardKeyKind.Text" />.</summary>
    /// <exception cref="InvalidOperationException">The key is of another kind.</exception>
    public string Text => Kind is ShardKeyKind.Text ? (string)_reference! : throw WrongKind(nameof(Text));

    /// <summary>The value of a <see cref="ShardKeyKind.Guid" />.</summary>
    /// <exception cref="InvalidOperationException">The key is of another kind.</exception>
    public Guid Guid => Kind is ShardKeyKind.Guid ? (Guid)_reference! : throw WrongKind(nameof(Guid));

    /// <summary>The value of a <see cref="ShardKeyKind.Bytes" />.</summary>
    /// <exception cref="InvalidOperationException">The key is of another kind.</exception>
    public ReadOnlySpan<byte> Bytes => Kind is ShardKeyKind.Bytes ? (byte[])_reference! : throw WrongKind(nameof(Bytes));

    /// <summary>The components of a <see cref="ShardKeyKind.Composite" />.</summary>
    /// <exception cref="InvalidOperationException">The key is of another kind.</exception>
    public ReadOnlySpan<ShardKey> Components => Kind is ShardKeyKind.Composite ? (ShardKey[])_reference! : throw WrongKind(nameof(Components));

    /// <summary>Whether the key was made of a time with a fraction of a microsecond, which the key leaves out.</summary>
    internal bool IsTruncated => ReferenceEquals(_reference, TruncatedTime);

    /// <summary>Makes a key of one stored value.</summary>
    /// <param name="value">The value after the property's value converter.</param>
    /// <exception cref="ShardKeyException">The type can't be a shard key: floating-point numbers and decimals, whose equal values differ in bytes.</exception>
    public static ShardKey From(object? value) => value switch
    {
        null or DBNull => default,
        long n => From(n),
        int n => From(n),
        short n => From(n),
        byte n => From(n),
        sbyte n => From(n),
        ushort n => From(n),
        uint n => From(n),
        ulong n => From(unchecked((long)n)),
        bool b => From(b ? 1L : 0L),
        char c => From(c.ToString()),
        string s => From(s),
        Guid g => From(g),
        DateTime t => From(t),
        DateTimeOffset t => From(t.UtcDateTime),
        DateOnly d => From(d),
        byte[] bytes => new ShardKey(ShardKeyKind.Bytes, 0, bytes),
        Enum e => From(Convert.ChangeType(e, Enum.GetUnderlyingType(e.GetType()), System.Globalization.CultureInfo.InvariantCulture)),
        ShardKey key => key,
        _ => throw ShardKeyException.UnsupportedType(value.GetType()),
    };

    /// <summary>Makes a key of a whole number.</summary>
    public static ShardKey From(long value) => new(ShardKeyKind.Number, value, null);

    /// <summary>Makes a key of text.</summary>
    public static ShardKey From(string value) => new(ShardKeyKind.Text, 0, value);

    /// <summary>Makes a key of a <see cref="System.Guid" />.</summary>
    public static ShardKey From(Guid value) => new(ShardKeyKind.Guid, 0, value);

    /// <summary>
    ///     Makes a key of a point in time, to the microsecond; its <see cref="DateTime.Kind" /> plays no part. The least and the greatest
    ///     value are PostgreSQL's infinities, as Npgsql stores them.
    /// </summary>
    public static ShardKey From(DateTime value)
    {
        if (value == DateTime.MinValue || value == DateTime.MaxValue)
        {
            return new ShardKey(ShardKeyKind.Timestamp, value == DateTime.MinValue ? long.MinValue : long.MaxValue, null);
        }

        var microseconds = Math.DivRem(value.Ticks - Epoch.Ticks, TimeSpan.TicksPerMicrosecond, out var rest);
        return new ShardKey(ShardKeyKind.Timestamp, rest < 0 ? microseconds - 1 : microseconds, rest == 0 ? null : TruncatedTime);
    }

    /// <summary>Makes a key of a date. The least and the greatest value are PostgreSQL's infinities, as Npgsql stores them.</summary>
    public static ShardKey From(DateOnly value)
        => new(
            ShardKeyKind.Date,
            value == DateOnly.MinValue ? int.MinValue
            : value == DateOnly.MaxValue ? int.MaxValue
            : value.DayNumber - DateOnly.FromDateTime(Epoch).DayNumber,
            null);

    /// <summary>Makes a key of several components; one component alone is that component.</summary>
    public static ShardKey From(ReadOnlySpan<ShardKey> components)
        => components.Length == 1 ? components[0] : new ShardKey(ShardKeyKind.Composite, 0, components.ToArray());

    /// <inheritdoc />
    public bool Equals(ShardKey other)
        => Kind == other.Kind
            && Kind switch
            {
                ShardKeyKind.Text => string.Equals((string)_reference!, (string)other._reference!, StringComparison.Ordinal),
                ShardKeyKind.Guid => (Guid)_reference! == (Guid)other._reference!,
                ShardKeyKind.Bytes => Bytes.SequenceEqual(other.Bytes),
                ShardKeyKind.Composite => Components.SequenceEqual(other.Components),
                _ => _number == other._number,
            };

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is ShardKey other && Equals(other);

    /// <summary>A hash for dictionaries of this process only; placement uses <see cref="ShardKeyHash" />.</summary>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Kind);
        switch (Kind)
        {
            case ShardKeyKind.Bytes:
                hash.AddBytes(Bytes);
                break;
            case ShardKeyKind.Composite:
                foreach (ref readonly var component in Components)
                {
                    hash.Add(component);
                }

                break;
            case ShardKeyKind.Text or ShardKeyKind.Guid:
                hash.Add(_reference);
                break;
            default:
                hash.Add(_number);
                break;
        }

        return hash.ToHashCode();
    }

    /// <summary>Whether two keys are equal.</summary>
    public static bool operator ==(ShardKey left, ShardKey right) => left.Equals(right);

    /// <summary>Whether two keys differ.</summary>
    public static bool operator !=(ShardKey left, ShardKey right) => !left.Equals(right);

    /// <summary>The kind of the key, never its value: texts of errors and logs carry no data of a row.</summary>
    public override string ToString() => $"({Kind.ToString().ToLowerInvariant()} key)";

    private InvalidOperationException WrongKind(string asked) => new($"The shard key is a {Kind}, not a {asked}.");
}
