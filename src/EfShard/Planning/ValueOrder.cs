namespace EfShard.Planning;

/// <summary>The orders of values that a merge can reproduce exactly as a database has them.</summary>
internal enum ValueOrder
{
    /// <summary>Whole numbers, read as 64 bits.</summary>
    Integer,

    /// <summary>false before true.</summary>
    Boolean,

    /// <summary>Floating-point numbers; NaN after everything else, as PostgreSQL has it.</summary>
    Double,

    /// <summary>Single-precision numbers; NaN after everything else.</summary>
    Single,

    /// <summary>Decimal numbers.</summary>
    Decimal,

    /// <summary>Text by its UTF-8 bytes: PostgreSQL's "C", Sqlite's BINARY.</summary>
    TextBinary,

    /// <summary>Sqlite's NOCASE: bytes, with A to Z as a to z.</summary>
    TextNoCase,

    /// <summary>Text by the database's default collation, which only the database can tell: reproducible if that turns out to be binary.</summary>
    TextDefault,

    /// <summary>Decimal numbers kept as text (Sqlite's EF_DECIMAL).</summary>
    DecimalText,

    /// <summary>Guids by their bytes in network order.</summary>
    Guid,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>Points in time.</summary>
    Timestamp,

    /// <summary>PostgreSQL's timestamps, by the 64 bits that it keeps: as a DateTime, -infinity would be equal to the year 1.</summary>
    StoredTimestamp,

    /// <summary>Points in time with an offset, by their instant.</summary>
    TimestampOffset,

    /// <summary>Dates.</summary>
    Date,

    /// <summary>PostgreSQL's dates, by the 32 bits that it keeps: as a DateOnly, infinity would be equal to the last day of the year 9999.</summary>
    StoredDate,

    /// <summary>Times of day.</summary>
    Time,

    /// <summary>Sqlite's own order of mixed values: numbers, then text by bytes, then blobs.</summary>
    SqliteAny,
}
