using BlogApp.Model;

namespace BlogApp.Data;

/// <summary>Posts counted by what they are about and when they were written. Each shard counts its own; the library adds up.</summary>
internal static class PostCounts
{
    public const int TagsShown = 40;

    /// <summary>The commonest tags.</summary>
    public static IQueryable<CountedName> TagCounts(this BlogContext context)
        => context.PostTags
            .GroupBy(t => t.Tag)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key)
            .Take(TagsShown)
            .Select(g => new CountedName(g.Key, g.Key, g.Count()));

    /// <summary>The categories that have posts. Every shard has all categories, so that each can join and group by itself.</summary>
    public static IQueryable<CountedName> CategoryCounts(this BlogContext context)
        => context.Posts
            .GroupBy(p => new { p.Category!.Code, p.Category.Name })
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key.Name)
            .Select(g => new CountedName(g.Key.Code, g.Key.Name, g.Count()));

    /// <summary>The months that have posts, oldest first.</summary>
    public static IQueryable<CountedMonth> MonthCounts(this BlogContext context)
        => context.Posts
            .GroupBy(p => new { p.CreatedAt.Year, p.CreatedAt.Month })
            .OrderBy(g => g.Key.Year).ThenBy(g => g.Key.Month)
            .Select(g => new CountedMonth(g.Key.Year, g.Key.Month, g.Count()));

    /// <summary>The quarters in which a user wrote, newest first: one shard has them all.</summary>
    public static IQueryable<CountedQuarter> QuarterCounts(this BlogContext context, long authorId)
        => context.Posts
            .Where(p => p.AuthorId == authorId)
            .GroupBy(p => new { p.CreatedAt.Year, Quarter = (p.CreatedAt.Month + 2) / 3 })
            .OrderByDescending(g => g.Key.Year).ThenByDescending(g => g.Key.Quarter)
            .Select(g => new CountedQuarter(g.Key.Year, g.Key.Quarter, g.Count()));
}
