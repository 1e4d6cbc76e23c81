namespace BlogApp.Import;

/// <summary>What an import did.</summary>
internal sealed class ImportReport
{
    /// <summary>Posts written.</summary>
    public int Imported { get; set; }

    /// <summary>Files whose posts an earlier import has written.</summary>
    public int AlreadyThere { get; set; }

    /// <summary>Files that are no posts: they have no date.</summary>
    public List<string> Undated { get; } = [];

    /// <summary>Files that cannot be read, with the line and the reason.</summary>
    public List<ImportProblem> Broken { get; } = [];

    /// <summary>Users made for authors who were not known before.</summary>
    public int NewAuthors { get; set; }

    /// <summary>The categories that the blog does not have, with the number of posts that went to "uncategorized" instead.</summary>
    public SortedDictionary<string, int> UnknownCategories { get; } = new(StringComparer.Ordinal);

    /// <summary>The user who follows every imported author; null if no author was seen.</summary>
    public long? ReaderId { get; set; }

    public int Skipped => AlreadyThere + Undated.Count;
}
