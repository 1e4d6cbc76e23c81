using System.Globalization;
using BlogApp.Model;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Data;

/// <summary>The user as whom the pages comment and follow: the sample has no sign-in, so a setting says who.</summary>
internal sealed class ReaderAccount(BlogContext context)
{
    /// <summary>The reader; null in a blog that is still empty.</summary>
    public async Task<User?> FindAsync(CancellationToken cancellationToken)
    {
        var setting = await context.Settings.AsNoTracking().FirstOrDefaultAsync(s => s.Name == Setting.Reader, cancellationToken);
        return setting is not null && long.TryParse(setting.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? await context.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, cancellationToken)
            : null;
    }
}
