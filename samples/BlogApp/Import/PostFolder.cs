namespace BlogApp.Import;

/// <summary>Reads all posts of a folder and its subfolders.</summary>
internal static class PostFolder
{
    private static readonly string[] Extensions = [".md", ".mdx", ".markdown"];

    /// <summary>The posts in the order of their names, so that every import of a folder does the same. What is wrong goes into the report.</summary>
    public static async Task<List<ImportedPost>> ReadAsync(string folder, ImportReport report, CancellationToken cancellationToken)
    {
        var posts = new List<ImportedPost>();
        foreach (var file in Files(folder))
        {
            try
            {
                var post = await PostFile.ReadAsync(folder, file, cancellationToken);
                if (post.Date is null)
                {
                    report.Undated.Add(file);
                }
                else
                {
                    posts.Add(post);
                }
            }
            catch (BrokenFileException error)
            {
                report.Broken.Add(new ImportProblem(file, error.Line, error.Message));
            }
        }

        return posts;
    }

    private static IEnumerable<string> Files(string folder)
        => Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true })
            .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
}
