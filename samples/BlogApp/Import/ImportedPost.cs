namespace BlogApp.Import;

/// <summary>A file read as a post.</summary>
/// <param name="File">The file, relative to the imported folder, with forward slashes.</param>
/// <param name="Date">In UTC; null if the file says none: then it is a page of the site, not a post.</param>
/// <param name="Category">As written; null if the file says none.</param>
internal sealed record ImportedPost(string File, string Title, DateTime? Date, AuthorName Author, string? Category, string Body);
