using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EfShard.Schema;

/// <summary>
///     Runs the application's seeders once, over all shards. Unlike EF on one database, not in a transaction: it would forbid seeding more
///     than one shard. Seeders look for what is there before they add, so that a seeding that was interrupted goes on.
/// </summary>
internal static class Seeding
{
    public static void Run(DbContext context, IDbContextOptions options, bool created)
    {
        var core = options.FindExtension<CoreOptionsExtension>();
        if (core?.Seeder is { } seed)
        {
            seed(context, created);
        }
        else if (core?.AsyncSeeder is not null)
        {
            throw new InvalidOperationException(SchemaErrors.MissingSeeder);
        }
    }

    public static async Task RunAsync(DbContext context, IDbContextOptions options, bool created, CancellationToken cancellationToken)
    {
        var core = options.FindExtension<CoreOptionsExtension>();
        if (core?.AsyncSeeder is { } seed)
        {
            await seed(context, created, cancellationToken).ConfigureAwait(false);
        }
        else if (core?.Seeder is not null)
        {
            throw new InvalidOperationException(SchemaErrors.MissingAsyncSeeder);
        }
    }
}
