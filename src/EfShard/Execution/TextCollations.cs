namespace EfShard.Execution;

/// <summary>The collations of databases that order text by its bytes.</summary>
internal static class TextCollations
{
    public static bool IsBinary(string collation)
        => collation.ToUpperInvariant() is "C" or "POSIX" or "UCS_BASIC" or "C.UTF-8" or "C.UTF8" or "BUILTIN:C" or "BUILTIN:C.UTF-8" or "BINARY" or "UTF8MB4_BIN" or "UTF8MB4_0900_BIN";
}
