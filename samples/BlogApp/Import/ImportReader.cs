using System.Globalization;
using BlogApp.Model;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Import;

/// <summary>
/// A user who follows every author of an imported folder, so that there is a feed of it: the imported files say nothing of readers.
/// </summary>
internal sealed class ImportReader(BlogContext context, IdGenerator ids, TimeProvider clock)
{
    /// <summary>Makes the reader if need be, and the follows that are missing. The reader and the follows live on one shard.</summary>
    /// <returns>The reader's id.</returns>
    public async Task<long> FollowAsync(string name, IReadOnlyCollection<long> authors, CancellationToken cancellationToken)
    {
        var key = AuthorName.KeyOf(name);
        var reader = await context.Users.OrderBy(u => u.Id).FirstOrDefaultAsync(u => u.NameKey == key, cancellationToken);
        if (reader is null)
        {
            reader = new User { Id = ids.Next(), Name = name, NameKey = key, JoinedAt = clock.GetUtcNow().UtcDateTime };
            context.Users.Add(reader);
        }

        var followed = await context.Follows.Where(f => f.FollowerId == reader.Id).Select(f => f.FollowedId).ToListAsync(cancellationToken);
        context.Follows.AddRange(authors.Except(followed).Select(author => new Follow { FollowerId = reader.Id, FollowedId = author }));
        await context.SaveChangesAsync(cancellationToken);

        // In a blog without the sample, this is the reader whose feed the navigation shows.
        if (await context.Settings.FindAsync([Setting.Reader], cancellationToken) is null)
        {
            context.Settings.Add(new Setting { Name = Setting.Reader, Value = reader.Id.ToString(CultureInfo.InvariantCulture) });
            await context.SaveChangesAsync(cancellationToken);
        }

        context.ChangeTracker.Clear();
        return reader.Id;
    }
}
