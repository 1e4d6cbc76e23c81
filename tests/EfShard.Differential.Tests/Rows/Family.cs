namespace EfShard.Differential.Tests.Rows;

/// <summary>A row with what belongs to it.</summary>
public sealed class Family
{
    public long? Id { get; set; }

    public string? Text { get; set; }

    public int Count { get; set; }

    /// <summary>The first in the order of all columns.</summary>
    public List<Row> First { get; set; } = [];

    public override string ToString() => $"{Id}|{Text ?? "null"}|{Count}: {string.Join(" ; ", First)}";
}
