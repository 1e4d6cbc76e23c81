namespace BlogApp.Model;

/// <summary>A category of posts. A reference table: every shard has a copy, so that posts join it where they live.</summary>
public sealed class Category
{
    public const string UncategorizedCode = "uncategorized";

    /// <summary>The categories there are. Fixed, and created with the shards: a page that adds one would write to every shard at once.</summary>
    public static IReadOnlyList<Category> All { get; } =
    [
        new() { Code = "announcements", Name = "Announcements" },
        new() { Code = "career", Name = "Career" },
        new() { Code = "community", Name = "Community" },
        new() { Code = "databases", Name = "Databases" },
        new() { Code = "design", Name = "Design" },
        new() { Code = "engineering", Name = "Engineering" },
        new() { Code = "events", Name = "Events" },
        new() { Code = "feature", Name = "Features" },
        new() { Code = "migrations", Name = "Migrations" },
        new() { Code = "module", Name = "Modules" },
        new() { Code = "npm", Name = "npm" },
        new() { Code = "release", Name = "Releases" },
        new() { Code = "tools", Name = "Tools" },
        new() { Code = UncategorizedCode, Name = "Uncategorized" },
        new() { Code = "video", Name = "Video" },
        new() { Code = "vulnerability", Name = "Security" },
        new() { Code = "weekly", Name = "Weekly" },
        new() { Code = "wg", Name = "Working groups" },
    ];

    public required string Code { get; init; }

    public required string Name { get; set; }

    public static bool Exists(string code) => All.Any(category => category.Code == code);
}
