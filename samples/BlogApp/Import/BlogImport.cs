using System.Globalization;
using BlogApp.Data;
using BlogApp.Markup;
using BlogApp.Model;
using EfShard;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Import;

/// <summary>
/// Imports a folder of Markdown posts. A post is known by its file's name under the folder's name, so a second import
/// writes only what is new; an author is known by name (<see cref="AuthorName"/>).
/// </summary>
internal sealed class BlogImport(BlogContext context, IdGenerator ids, TimeProvider clock)
{
    /// <param name="folder">The folder; its subfolders are imported too.</param>
    /// <param name="progress">Told of each author done: the posts written, and the posts to write in all.</param>
    /// <param name="cancellationToken">Stops between two authors; what was written stays.</param>
    public async Task<ImportReport> RunAsync(string folder, Action<int, int>? progress, CancellationToken cancellationToken)
    {
        using var primaries = context.Sharding().UseConsistency(Consistency.Strong); // what the last import wrote must not be written again
        var report = new ImportReport();
        var root = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        var posts = await PostFolder.ReadAsync(folder, report, cancellationToken);

        var known = await KnownSourcesAsync(cancellationToken);
        var fresh = posts.Where(post => !known.Contains(SourceOf(root, post))).ToList();
        report.AlreadyThere = posts.Count - fresh.Count;

        var authors = await AuthorsAsync(posts, fresh, cancellationToken);
        foreach (var group in fresh.GroupBy(post => post.Author.Key))
        {
            var author = authors[group.Key];
            await WriteAsync(author, root, [.. group], report, cancellationToken);
            progress?.Invoke(report.Imported, fresh.Count);
        }

        if (authors.Count > 0)
        {
            var reader = new ImportReader(context, ids, clock);
            report.ReaderId = await reader.FollowAsync($"Reader of {root}", [.. authors.Values.Select(a => a.User.Id)], cancellationToken);
        }

        await RememberAsync(root, report, cancellationToken);
        return report;
    }

    // Over all shards: a file whose author was corrected since would be on another shard now.
    private async Task<HashSet<string>> KnownSourcesAsync(CancellationToken cancellationToken)
        => (await context.Posts.Where(p => p.Source != null).Select(p => p.Source!).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);

    private async Task<Dictionary<string, (User User, bool IsNew)>> AuthorsAsync(
        List<ImportedPost> posts, List<ImportedPost> fresh, CancellationToken cancellationToken)
    {
        var keys = posts.Select(p => p.Author.Key).Distinct(StringComparer.Ordinal).ToList();
        var known = await context.Users.AsNoTracking().Where(u => keys.Contains(u.NameKey)).OrderBy(u => u.Id).ToListAsync(cancellationToken);
        var authors = new Dictionary<string, (User User, bool IsNew)>(StringComparer.Ordinal);
        foreach (var user in known)
        {
            authors.TryAdd(user.NameKey, (user, false));
        }

        // Only a new post makes a new user: the name in an old post's file may have been corrected since its import.
        foreach (var byAuthor in fresh.Where(p => !authors.ContainsKey(p.Author.Key)).GroupBy(p => p.Author.Key).ToList())
        {
            var joined = byAuthor.Min(p => p.Date!.Value);
            var user = new User { Id = ids.Next(), Name = byAuthor.First().Author.Display, NameKey = byAuthor.Key, JoinedAt = joined };
            authors.Add(byAuthor.Key, (user, true));
        }

        return authors;
    }

    // An author and all of their posts live on one shard: each SaveChanges is one transaction there.
    private async Task WriteAsync(
        (User User, bool IsNew) author, string root, List<ImportedPost> posts, ImportReport report, CancellationToken cancellationToken)
    {
        if (author.IsNew)
        {
            context.Users.Add(author.User);
        }

        foreach (var post in posts)
        {
            context.Posts.Add(ToPost(post, author.User.Id, root, report));
        }

        await context.SaveChangesAsync(cancellationToken);
        context.ChangeTracker.Clear();
        report.Imported += posts.Count;
        report.NewAuthors += author.IsNew ? 1 : 0;
    }

    private Post ToPost(ImportedPost post, long authorId, string root, ImportReport report)
    {
        var category = post.Category?.ToLowerInvariant() ?? Category.UncategorizedCode;
        if (!Category.Exists(category))
        {
            report.UnknownCategories[category] = report.UnknownCategories.GetValueOrDefault(category) + 1;
            category = Category.UncategorizedCode;
        }

        return new Post
        {
            Id = ids.Next(),
            AuthorId = authorId,
            CategoryCode = category,
            Title = post.Title,
            Summary = PostMarkdown.Summarize(post.Body),
            Body = post.Body,
            SearchText = SearchWords.Of(post.Title, post.Body),
            CreatedAt = post.Date!.Value,
            Byline = post.Author.Byline,
            Source = SourceOf(root, post),
        };
    }

    private async Task RememberAsync(string root, ImportReport report, CancellationToken cancellationToken)
    {
        var value = string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():u} {root}: {report.Imported} imported");
        if (await context.Settings.FindAsync([Setting.LastImport], cancellationToken) is { } setting)
        {
            setting.Value = value;
        }
        else
        {
            context.Settings.Add(new Setting { Name = Setting.LastImport, Value = value });
        }

        await context.SaveChangesAsync(cancellationToken);
    }

    private static string SourceOf(string root, ImportedPost post) => $"{root}/{post.File}";
}
