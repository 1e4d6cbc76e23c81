namespace EfShard.Providers;

/// <summary>
///     A type of PostgreSQL without its length or precision. A table may hold more than the model says, and a parameter is not cut off or rounded by them either: what is cast to a type on
///     the way from one server to another must not be.
/// </summary>
internal static class UnlimitedType
{
    public static string Of(string type)
    {
        var (open, close) = (type.IndexOf('(', StringComparison.Ordinal), type.IndexOf(')', StringComparison.Ordinal));
        if (open < 0)
        {
            return type;
        }

        // Without a length these two names mean a length of one.
        var name = type[..open] switch
        {
            "character" or "char" => "bpchar",
            "bit" => "pg_catalog.bit",
            var other => other,
        };
        return name + type[(close + 1)..];
    }
}
