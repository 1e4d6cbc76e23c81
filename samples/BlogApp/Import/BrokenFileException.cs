namespace BlogApp.Import;

/// <summary>A file cannot be read as a post. Caught for each file: one broken file does not stop the import.</summary>
internal sealed class BrokenFileException(int line, string reason) : Exception(reason)
{
    /// <summary>The line, from 1.</summary>
    public int Line { get; } = line;
}
