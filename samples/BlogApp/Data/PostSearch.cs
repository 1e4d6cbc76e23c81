using BlogApp.Model;

namespace BlogApp.Data;

/// <summary>Finds posts by words. Every shard looks through its own posts; the library merges what they find.</summary>
internal static class PostSearch
{
    /// <summary>The posts that have, for each word asked, a word that begins with it.</summary>
    public static IQueryable<Post> Matching(this IQueryable<Post> posts, IEnumerable<string> words)
        => words.Select(word => " " + word).Aggregate(posts, (found, start) => found.Where(p => p.SearchText.Contains(start)));
}
