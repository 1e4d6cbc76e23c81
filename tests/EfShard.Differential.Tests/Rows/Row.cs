using System.Globalization;

namespace EfShard.Differential.Tests.Rows;

/// <summary>What every source is projected to, so that any operator can follow any other, each column from the mapping that the source is about.</summary>
public sealed class Row
{
    /// <summary>The tenant.</summary>
    public long? Key { get; set; }

    public long? Id { get; set; }

    public int? Number { get; set; }

    public string? Text { get; set; }

    public decimal? Amount { get; set; }

    public DateTime? At { get; set; }

    public bool? Flag { get; set; }

    // Sqlite keeps decimals as text, and 1.0 and 1.00 are the same number.
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Key}|{Id}|{Number}|{Text ?? "null"}|{Amount:G29}|{At:O}|{Flag}");
}
