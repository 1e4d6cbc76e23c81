using EfShard.Planning.Gathering;

namespace EfShard.Providers.Npgsql;

/// <summary>Knows the arrays whose binary form means the same on every server: those of PostgreSQL's own types.</summary>
internal static class NpgsqlArrays
{
    private static readonly HashSet<string> BuiltIn = new(StringComparer.Ordinal)
    {
        "smallint", "integer", "bigint", "real", "double precision", "numeric", "money", "text", "character varying", "character", "bytea", "boolean", "uuid",
        "json", "jsonb", "xml", "date", "time without time zone", "time with time zone", "timestamp without time zone", "timestamp with time zone", "interval",
        "inet", "cidr", "macaddr", "macaddr8", "bit", "bit varying", "point", "line", "lseg", "box", "path", "polygon", "circle", "tsvector", "tsquery",
        "int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange",
        "int4multirange", "int8multirange", "nummultirange", "tsmultirange", "tstzmultirange", "datemultirange",
    };

    /// <summary>Whether rows of a part have to travel as text.</summary>
    public static bool NeedText(ShippedPart part) => part.Columns.Any(c => c.StoreType is { } type && type.EndsWith("[]", StringComparison.Ordinal) && !IsBuiltIn(type));

    private static bool IsBuiltIn(string array)
    {
        var element = array.Replace("[]", "", StringComparison.Ordinal);
        if (element.IndexOf('(', StringComparison.Ordinal) is var facets and >= 0)
        {
            element = element[..facets] + element[(element.IndexOf(')', facets) + 1)..];
        }

        return BuiltIn.Contains(element.Trim());
    }
}
