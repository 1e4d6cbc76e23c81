using EfShard.Model;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>
///     A SELECT that the shards run, each for its own rows, and whose rows are shipped into one temporary table, where the rest of a statement
///     reads them.
/// </summary>
internal sealed class ShippedPart
{
    /// <summary>The table that takes the rows.</summary>
    public required TemporaryTable Table { get; init; }

    /// <summary>What a shard runs. Its projection's aliases are the columns of <see cref="Table" />.</summary>
    public required SelectExpression Statement { get; init; }

    /// <summary>The columns of <see cref="Table" />, in the projection's order.</summary>
    public required IReadOnlyList<ShippedColumn> Columns { get; init; }

    /// <summary>Whose rows they are: spread over shards, on the unsharded shard, or the same on every shard, so that any one is asked.</summary>
    public TableKind Source { get; init; } = TableKind.Sharded;

    /// <summary>For sharded rows, the conditions that decide which shards are asked; each adds its shards.</summary>
    public IReadOnlyList<TableCondition> Conditions { get; init; } = [];

    /// <summary>What a plan calls it: the table it reads.</summary>
    public required string Name { get; init; }

    /// <summary>The same with its columns.</summary>
    public required string Text { get; init; }

    /// <summary>The aliases of the tables that it reads, as the whole statement calls them.</summary>
    public required IReadOnlySet<string> Aliases { get; init; }

    /// <summary>Whether it is a table of the model with nothing but a filter, for all <see cref="Aliases" /> together.</summary>
    public bool IsTable { get; init; }

    /// <summary>The columns that the final statement compares with others: an index over them may help it.</summary>
    public IReadOnlyList<string> ComparedColumns { get; init; } = [];

    /// <summary>What a plan says of it: filtered, say, or grouped.</summary>
    public IReadOnlyList<string> Traits { get; init; } = [];

    /// <summary>Whether a shard's rows depend on what else it has: its first rows, its groups. Then all shards together may return more than one database would.</summary>
    public bool IsCutPerShard => IsPartial || Statement.Limit is not null;

    /// <summary>Whether its rows are groups, or different values, of which several shards may have a part.</summary>
    public bool IsPartial { get; init; }

    /// <summary>The keys that narrow it further, if they are few when it runs; <see langword="null" /> if there are none.</summary>
    public KeySource? Keys { get; init; }

    /// <summary>The name by which SQL of the application knows the table: the temporary one is given it once it is filled.</summary>
    public string? NameInSql { get; init; }

    /// <summary>Whether its rows are copied even where they could stay: SQL of the application is held to reading copies only.</summary>
    public bool IsCopied { get; init; }

    /// <summary>Whether <see cref="Statement" /> reads parameters.</summary>
    public bool HasParameters { get; init; }

    /// <summary>The same part with its rows copied.</summary>
    public ShippedPart Copied() => With(Statement, Columns);

    /// <summary>A part that is copied, as another statement reads it.</summary>
    public ShippedPart With(SelectExpression statement, IReadOnlyList<ShippedColumn> columns) => new()
    {
        Table = Table,
        Statement = statement,
        Columns = columns,
        Source = Source,
        Conditions = Conditions,
        Name = Name,
        Text = Text,
        Aliases = Aliases,
        IsTable = IsTable,
        ComparedColumns = ComparedColumns,
        Traits = Traits,
        IsPartial = IsPartial,
        Keys = Keys,
        HasParameters = HasParameters,
        NameInSql = NameInSql,
        IsCopied = true,
    };
}
