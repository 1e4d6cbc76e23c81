namespace EfShard.Tests.Model.Blog;

/// <summary>The rows of the reference tables and of the unsharded one; some are used by no other row.</summary>
public static class BlogReferenceData
{
    public static IReadOnlyList<Country> Countries()
        =>
        [
            new() { Code = "NO", Name = "Norway", Continent = "Europe" },
            new() { Code = "DK", Name = "Danmark", Continent = "Europe" },
            new() { Code = "CH", Name = "Schweiz", Continent = "Europe" },
            new() { Code = "AX", Name = "Åland", Continent = "Europe" },
            new() { Code = "PE", Name = "Perú", Continent = "America" },
            new() { Code = "BR", Name = "brasil", Continent = "America" },
            new() { Code = "JP", Name = "日本", Continent = "Asia" },
            new() { Code = "XX", Name = "Nowhere", Continent = "None" },
        ];

    public static IReadOnlyList<Category> Categories()
        =>
        [
            new() { Code = "tech", Name = "Technology" },
            new() { Code = "db", Name = "Databases", ParentCode = "tech" },
            new() { Code = "web", Name = "web", ParentCode = "tech" },
            new() { Code = "life", Name = "Life" },
            new() { Code = "food", Name = "Food", ParentCode = "life" },
            new() { Code = "void", Name = "Unused" },
        ];

    public static IReadOnlyList<Tag> Tags()
        => new[] { "c#", "C#", "sql", "SQL", "linq", "async", "été", "🎉", "a-b", "misc", "unused", "Unused too" }
            .Select((name, i) => new Tag { Id = i + 1, Name = name }).ToArray();

    public static IReadOnlyList<Setting> Settings()
        =>
        [
            new() { Name = "theme", Value = "dark" },
            new() { Name = "Title", Value = "A blog" },
            new() { Name = "page-size", Value = "20" },
            new() { Name = "empty", Value = "" },
            new() { Name = "größe", Value = "10" },
        ];
}
