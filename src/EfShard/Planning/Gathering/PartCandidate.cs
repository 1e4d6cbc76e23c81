using EfShard.Model;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning.Gathering;

/// <summary>What is shipped for one table of what is left of a statement: a table of the model, or the temporary one that stands for a subtree.</summary>
internal abstract class PartCandidate
{
    /// <summary>The table that stands in the statement.</summary>
    public abstract ITableBase Table { get; }

    /// <summary>The temporary table that takes its rows.</summary>
    public abstract TemporaryTable Temporary { get; }

    /// <summary>Whether the statement reads it in one place only.</summary>
    public abstract bool IsOnce { get; }

    /// <summary>How few its rows promise to be: what narrows others comes first.</summary>
    public abstract int Narrowness { get; }

    /// <summary>Type and collation of a column; without a type where it is no table's.</summary>
    public abstract ShippedColumn? Describe(string column);

    /// <summary>Whether rows may stay behind for the value of a column.</summary>
    public abstract bool CanNarrowBy(string column);

    /// <summary>The part.</summary>
    /// <param name="keys">What narrows it further.</param>
    public abstract ShippedPart ToPart(KeySource? keys);

    /// <summary>A column as the part's statement calls it.</summary>
    public abstract ColumnExpression Inside(string column);
}
