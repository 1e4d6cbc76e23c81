using System.Globalization;
using EfShard.Tests.Queries.Harness;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Differential.Tests.Answers;

/// <summary>A result as text, a row a line; sorted where the query does not order its rows.</summary>
internal sealed record Lines(IReadOnlyList<string> Rows)
{
    public static Lines Of(object? value)
        => new([value is decimal number ? number.ToString("G29", CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null"]);

    public static Lines Of<T>(IEnumerable<T> rows, bool isOrdered)
        => Of(rows.Select(row => row?.ToString() ?? "null"), isOrdered);

    /// <summary>Entities with everything that was loaded with them, and what the context tracks.</summary>
    public static Lines OfEntities(IReadOnlyList<object> entities, DbContext context, bool isOrdered)
    {
        var result = Canonical.Of(entities, context, isOrdered ? RowOrder.Rows : RowOrder.None);
        return new([.. Of(result.Rows, isOrdered).Rows, "with", .. result.Entities, "tracked", .. result.Tracked]);
    }

    public bool Same(Lines other) => Rows.SequenceEqual(other.Rows);

    private static Lines Of(IEnumerable<string> rows, bool isOrdered) => new([.. isOrdered ? rows : rows.Order(StringComparer.Ordinal)]);
}
