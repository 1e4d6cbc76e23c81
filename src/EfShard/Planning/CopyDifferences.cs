using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace EfShard.Planning;

/// <summary>
///     Finds what could make the copies of a reference table differ, though each shard runs the same statement over the same rows: values that every database
///     makes for itself, and rows taken as they happen to come.
/// </summary>
internal sealed class CopyDifferences : ExpressionVisitor
{
    /// <summary>The clock, chance, and counters, by any provider's name.</summary>
    private static readonly HashSet<string> OwnValues = new(StringComparer.OrdinalIgnoreCase)
    {
        "now", "current_timestamp", "localtimestamp", "current_date", "current_time", "localtime", "clock_timestamp", "statement_timestamp",
        "transaction_timestamp", "timeofday", "utc_timestamp", "utc_date", "utc_time", "curdate", "curtime", "sysdate", "unix_timestamp",
        "random", "random_normal", "randomblob", "rand", "gen_random_uuid", "gen_random_bytes", "uuid", "uuid_short", "uuidv4", "uuidv7",
        "uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4",
        "nextval", "currval", "lastval", "last_insert_rowid", "last_insert_id",
    };

    /// <summary>Aggregates whose value depends on the order in which they are given rows. Those of floating-point numbers do too.</summary>
    private static readonly HashSet<string> OrderedAggregates = new(StringComparer.OrdinalIgnoreCase)
    {
        "string_agg", "group_concat", "array_agg", "json_agg", "jsonb_agg", "json_group_array", "json_object_agg", "jsonb_object_agg", "json_group_object",
    };

    private string? _found;

    /// <summary>What makes copies differ; <see langword="null" /> if nothing does.</summary>
    /// <param name="rows">The tables and conditions that say which rows change.</param>
    /// <param name="setters">The new values.</param>
    /// <param name="target">The alias of the table that changes.</param>
    public static string? Find(SelectExpression rows, IReadOnlyList<ColumnValueSetter> setters, string target)
    {
        var finder = new CopyDifferences();
        foreach (var table in rows.Tables)
        {
            finder.Visit(table);
        }

        finder.Visit(rows.Predicate);
        foreach (var setter in setters)
        {
            finder.Visit(setter.Value);
        }

        return finder._found
            ?? (rows is { Limit: not null } or { Offset: not null } ? "its limit may take other rows on each shard" : null)
            ?? (rows.Tables.Count > 1 && setters.Any(s => ReadsOther(s.Value, target)) ? "its join may have several rows for one, of which each shard takes any" : null);
    }

    protected override Expression VisitExtension(Expression node)
    {
        _found ??= node switch
        {
            SqlFunctionExpression function when OwnValues.Contains(function.Name) || IsSqliteClock(function)
                => $"'{function.Name}' has a value of its own on each shard",
            SqlFunctionExpression function when OrderedAggregates.Contains(function.Name)
                || (function is { Arguments: [{ Type: var type }] } && IsSum(function) && IsFloating(type))
                => $"the value of '{function.Name}' depends on the order of its rows, which may be another on each shard",
            SelectExpression { Limit: not null } or SelectExpression { Offset: not null } or RowNumberExpression
                => "its limit may take other rows on each shard",
            _ => null,
        };
        return _found is null ? base.VisitExtension(node) : node;
    }

    // Sqlite's clock is an argument of its date functions.
    private static bool IsSqliteClock(SqlFunctionExpression function)
        => function.Arguments?.Any(a => a is SqlConstantExpression { Value: string text } && text.Equals("now", StringComparison.OrdinalIgnoreCase)) is true;

    private static bool IsSum(SqlFunctionExpression function)
        => function.Name.Equals("sum", StringComparison.OrdinalIgnoreCase) || function.Name.Equals("avg", StringComparison.OrdinalIgnoreCase)
            || function.Name.Equals("total", StringComparison.OrdinalIgnoreCase);

    private static bool IsFloating(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var t && (t == typeof(double) || t == typeof(float));

    private static bool ReadsOther(SqlExpression value, string target)
    {
        var columns = new ColumnFinder(target);
        columns.Visit(value);
        return columns.Found;
    }

    private sealed class ColumnFinder(string target) : ExpressionVisitor
    {
        public bool Found { get; private set; }

        protected override Expression VisitExtension(Expression node)
        {
            Found |= node is ColumnExpression column && column.TableAlias != target;
            return node is SelectExpression ? node : base.VisitExtension(node);
        }
    }
}
