namespace BlogApp.Data;

/// <summary>A post as lists show it.</summary>
public sealed record PostLine(
    long Id,
    string Title,
    string Summary,
    string Category,
    long AuthorId,
    string AuthorName,
    DateTime CreatedAt);
