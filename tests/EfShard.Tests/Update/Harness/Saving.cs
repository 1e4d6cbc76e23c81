using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Update.Harness;

public static class Saving
{
    /// <summary>Saves in one of the two ways.</summary>
    public static Task<int> SaveAsync(this DbContext context, bool async) => async ? context.SaveChangesAsync() : Task.FromResult(context.SaveChanges());
}
