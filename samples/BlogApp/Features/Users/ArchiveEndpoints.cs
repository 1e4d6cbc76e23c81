using BlogApp.Data;
using BlogApp.Model;
using BlogApp.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Features.Users;

/// <summary><c>/users/{id}/archive</c>: an author's posts by quarter. One shard has them all.</summary>
internal static class ArchiveEndpoints
{
    public static void MapArchive(this IEndpointRouteBuilder app) => app.MapGet("/users/{id:long}/archive", ShowAsync);

    private static async Task<IResult> ShowAsync(
        BlogContext context, long id, int? year, int? quarter, string? before, string? after, CancellationToken cancellationToken)
    {
        if (await context.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, cancellationToken) is not { } user)
        {
            return ErrorPages.NotFound("There is no such user.");
        }

        var quarters = await context.QuarterCounts(id).ToListAsync(cancellationToken);
        var shown = quarters.Find(q => q.Year == year && q.Quarter == quarter) ?? quarters.FirstOrDefault();
        return new RazorComponentResult<ArchivePage>(new
        {
            User = user,
            Quarters = quarters,
            Shown = shown,
            Posts = shown is null ? null : await PostPage.ReadAsync(OfQuarter(context.Posts.Where(p => p.AuthorId == id), shown), before, after, cancellationToken),
        });
    }

    // A range of times, which the index of an author's posts by time answers; a comparison of year and month would read them all.
    private static IQueryable<Post> OfQuarter(IQueryable<Post> posts, CountedQuarter quarter)
    {
        var start = new DateTime(quarter.Year, (quarter.Quarter * 3) - 2, 1, 0, 0, 0, DateTimeKind.Utc);
        var end = start.AddMonths(3);
        return posts.Where(p => p.CreatedAt >= start && p.CreatedAt < end);
    }
}
