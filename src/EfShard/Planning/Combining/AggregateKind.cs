namespace EfShard.Planning.Combining;

/// <summary>How partial aggregates of one group become one.</summary>
internal enum AggregateKind
{
    /// <summary>Counts are added.</summary>
    Count,

    /// <summary>The legs' rows are told apart by the value as well; the different ones that are not null are counted.</summary>
    CountDistinct,

    /// <summary>Sums are added, in the type that the database gave them; the sum of nothing is null.</summary>
    Sum,

    /// <summary>Sums of decimals that Sqlite keeps as text, added as EF Core's own <c>ef_sum</c> adds.</summary>
    SumOfDecimalText,

    /// <summary>The least value is kept.</summary>
    Min,

    /// <summary>The greatest value is kept.</summary>
    Max,

    /// <summary>Joined texts are joined, with the separator that each leg returns beside them.</summary>
    Join,

    /// <summary>A floating-point sum divided by a count.</summary>
    AverageOfDouble,

    /// <summary>A sum of PostgreSQL's numeric divided by a count, with as many digits as PostgreSQL would give.</summary>
    AverageOfNumeric,

    /// <summary>A sum of decimals that Sqlite keeps as text, divided by a count as EF Core's own <c>ef_avg</c> divides.</summary>
    AverageOfDecimalText,
}
