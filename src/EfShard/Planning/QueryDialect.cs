using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using EfShard.Planning.Broadcasting;
using EfShard.Planning.Combining;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>What the planner must know of a provider's SQL: its own expressions, its aggregates, and how it orders values.</summary>
internal abstract class QueryDialect
{
    private static readonly HashSet<string> StandardAggregates = new(StringComparer.OrdinalIgnoreCase)
    {
        "COUNT", "SUM", "AVG", "MIN", "MAX", "TOTAL",
    };

    /// <summary>Whether nulls come first in ascending order.</summary>
    public abstract bool NullsFirst { get; }

    /// <summary>Whether a function turns many rows into one value.</summary>
    public virtual bool IsAggregate(SqlFunctionExpression function) => StandardAggregates.Contains(function.Name);

    /// <summary>Whether an expression of the provider's own is <c>item = ANY (collection)</c> or the like.</summary>
    public virtual bool TryReadMembership(SqlExpression expression, [NotNullWhen(true)] out SqlExpression? item, [NotNullWhen(true)] out SqlExpression? collection)
    {
        (item, collection) = (null, null);
        return false;
    }

    /// <summary>Whether a one-column subquery does nothing but list the elements of one collection parameter, such as Sqlite's <c>json_each(@ids)</c>.</summary>
    public virtual bool TryReadUnnesting(SelectExpression subquery, [NotNullWhen(true)] out SqlParameterExpression? collection)
    {
        collection = null;
        return false;
    }

    /// <summary>Whether an expression is a part of a date or time, exactly as EF Core's translations write it.</summary>
    /// <param name="expression">The expression that a statement compares.</param>
    /// <param name="time">The date or time that it is a part of.</param>
    /// <param name="part">Which part.</param>
    public virtual bool TryReadTimePart(SqlExpression expression, [NotNullWhen(true)] out SqlExpression? time, [NotNullWhen(true)] out TimePart? part)
    {
        (time, part) = (null, null);
        return false;
    }

    /// <summary>
    ///     Reads a provider's own form of DELETE as a target and a SELECT over its tables and predicate. Only called for statements that are
    ///     none of EF Core's own kinds.
    /// </summary>
    public virtual bool TryReadDelete(Expression statement, [NotNullWhen(true)] out TableExpression? target, [NotNullWhen(true)] out SelectExpression? asSelect)
    {
        (target, asSelect) = (null, null);
        return false;
    }

    /// <summary>Whether rows of several shards can be brought together in temporary tables.</summary>
    public virtual bool CanGather => true;

    /// <summary>How statements read rows from parameters; <see langword="null" /> where that is not known.</summary>
    public virtual BroadcastDialect? Broadcasting => null;

    /// <summary>The schema by which a statement names temporary tables; <see langword="null" /> where they have none.</summary>
    public virtual string? TemporarySchema => null;

    /// <summary>Whether LIMIT takes an expression, not only a number or a parameter.</summary>
    public virtual bool LimitMayBeSum => true;

    /// <summary>Makes a SELECT over tables, the first bare and the others joined.</summary>
    public abstract SelectExpression CreateSelect(
        IReadOnlyList<TableExpressionBase> tables, IReadOnlyList<ProjectionExpression> projection, SqlExpression? predicate, bool isDistinct = false);

    /// <summary>Makes a DELETE from one table.</summary>
    public virtual Expression CreateDelete(TableExpression table, SqlExpression predicate)
        => new DeleteExpression(table, CreateSelect([table], [], predicate));

    /// <summary>Whether the database keeps whole numbers of every size in one type, so that casts between them change nothing.</summary>
    public virtual bool HasOneIntegerType => false;

    /// <summary>How an aggregate is made of partial ones, exactly; <see langword="null" /> where it can't be.</summary>
    public virtual AggregateParts? ReadAggregate(SqlFunctionExpression function)
        => function is { Arguments: [var argument] }
            ? (function.Name.ToUpperInvariant(), argument) switch
            {
                ("COUNT", DistinctExpression { Operand: var operand }) => new AggregateParts(AggregateKind.CountDistinct, [operand], typeof(long), operand),
                ("COUNT", _) => new AggregateParts(AggregateKind.Count, [function], typeof(long)),
                ("MIN", not DistinctExpression) => new AggregateParts(AggregateKind.Min, [function], Compared: argument),
                ("MAX", not DistinctExpression) => new AggregateParts(AggregateKind.Max, [function], Compared: argument),
                _ => null,
            }
            : null;

    /// <summary>What the database makes of partial aggregates, in a statement over the rows that the legs returned.</summary>
    /// <param name="function">The aggregate.</param>
    /// <param name="parts">How it was taken apart.</param>
    /// <param name="columns">The columns that hold its <see cref="AggregateParts.Partials" />.</param>
    public virtual SqlExpression Finish(SqlFunctionExpression function, AggregateParts parts, IReadOnlyList<SqlExpression> columns)
        => parts.Kind switch
        {
            AggregateKind.Count => FinishedAggregate.OrZero(FinishedAggregate.Sum(columns[0]), function),
            AggregateKind.CountDistinct => FinishedAggregate.Of("COUNT", function, new DistinctExpression(columns[0])),
            AggregateKind.Sum => FinishedAggregate.Of("SUM", function, columns[0]),
            AggregateKind.AverageOfDouble or AggregateKind.AverageOfNumeric => FinishedAggregate.Quotient(
                FinishedAggregate.Sum(columns[0]), FinishedAggregate.OrNull(FinishedAggregate.Sum(columns[1])), function),
            _ => FinishedAggregate.Of(function.Name, function, [.. columns]),
        };

    /// <summary>
    ///     The order whose equality is the one by which the database groups the values of an expression; <see langword="null" /> where that can't be
    ///     reproduced exactly.
    /// </summary>
    /// <param name="expression">The expression of a GROUP BY or a DISTINCT.</param>
    /// <param name="collation">As for <see cref="GetOrder" />.</param>
    public virtual ValueOrder? GetEquality(SqlExpression expression, string? collation) => GetOrder(expression, collation);

    /// <summary>How the database orders the values of an expression; <see langword="null" /> where that order can't be reproduced exactly.</summary>
    /// <param name="expression">The expression of an ORDER BY.</param>
    /// <param name="collation">The collation in force, if it is known: of the expression itself, or of the column it reads.</param>
    public abstract ValueOrder? GetOrder(SqlExpression expression, string? collation);
}
