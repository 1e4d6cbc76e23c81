using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BlogApp.Model;

namespace BlogApp.Data;

/// <summary>
/// A place in the list of posts, as the address of a page carries it. Over shards, a page by its number costs every
/// shard all the rows before it; a page by its first row costs each shard one page, however far back it is.
/// </summary>
internal readonly record struct PostCursor(DateTime CreatedAt, long Id)
{
    public static PostCursor Of(PostLine post) => new(post.CreatedAt, post.Id);

    public IQueryable<Post> Older(IQueryable<Post> posts)
    {
        var (time, id) = (CreatedAt, Id);
        return posts.Where(p => p.CreatedAt < time || (p.CreatedAt == time && p.Id < id));
    }

    public IQueryable<Post> Newer(IQueryable<Post> posts)
    {
        var (time, id) = (CreatedAt, Id);
        return posts.Where(p => p.CreatedAt > time || (p.CreatedAt == time && p.Id > id));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{CreatedAt.Ticks}-{Id}");

    public static bool TryParse([NotNullWhen(true)] string? text, out PostCursor cursor)
    {
        cursor = default;
        if (text?.Split('-') is not [var ticksText, var idText]
            || !long.TryParse(ticksText, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            || ticks > DateTime.MaxValue.Ticks
            || !long.TryParse(idText, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return false;
        }

        cursor = new PostCursor(new DateTime(ticks, DateTimeKind.Utc), id);
        return true;
    }
}
