namespace EfShard.Providers;

/// <summary>
///     The schema that tables are given in the SQL that this thread is writing. Sqlite has no schemas but the files that are attached to a connection; SQL is
///     written without a pause, so that a thread is what one statement belongs to.
/// </summary>
internal static class TableSchema
{
    [ThreadStatic]
    private static string? s_current;

    public static string? Current => s_current;

    /// <summary>Writes SQL whose tables are in a schema; <see langword="null" /> for tables without one.</summary>
    public static T Write<TState, T>(string? schema, TState state, Func<TState, T> write)
    {
        if (schema is null && s_current is null)
        {
            return write(state);
        }

        var outer = s_current;
        s_current = schema;
        try
        {
            return write(state);
        }
        finally
        {
            s_current = outer;
        }
    }
}
