using System.Globalization;
using BlogApp.Data;
using BlogApp.Model;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Import;

/// <summary>
/// A user who follows every author of an imported folder, so that there is a feed of it: the imported files say nothing of readers.
/// </summary>
internal sealed class ImportReader(BlogContext context, IdGenerator ids, TimeProvider clock)
{
    /// <summary>
    /// Makes the reader if need be, and the follows that are missing. The other sides of the follows live on the shards of the followed and are written
    /// first, a shard at a time: an import that was interrupted in between finds the follows missing and goes on.
    /// </summary>
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
        var missing = authors.Except(followed).ToList();
        await WriteFollowersAsync(reader, missing, cancellationToken);
        context.Follows.AddRange(missing.Select(author => new Follow { FollowerId = reader.Id, FollowedId = author }));
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

    private async Task WriteFollowersAsync(User reader, List<long> followed, CancellationToken cancellationToken)
    {
        var there = await context.Followers
            .Where(f => followed.Contains(f.FollowedId) && f.FollowerId == reader.Id)
            .Select(f => f.FollowedId)
            .ToListAsync(cancellationToken);
        var rows = followed.Except(there).Select(id => new Follower { FollowedId = id, FollowerId = reader.Id, FollowerName = reader.Name }).ToList();
        await context.SaveChangesAsync(cancellationToken); // the reader, who may be new
        foreach (var shard in context.GroupByShard(rows).ToList())
        {
            context.Followers.AddRange(shard);
            await context.SaveChangesAsync(cancellationToken);
        }
    }
}
