namespace EfShard.Differential.Tests.Generator;

/// <summary>The columns of <see cref="Rows.Row" />.</summary>
public enum Column
{
    Key,
    Id,
    Number,
    Text,
    Amount,
    At,
    Flag,
}
