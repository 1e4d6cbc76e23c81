using BlogApp.Data.Replicas;
using BlogApp.Hosting;
using BlogApp.Model;
using BlogApp.Sample;
using EfShard;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Data;

/// <summary>Makes the database ready before the first request: created if it is not there, and complete.</summary>
internal static class DatabasePreparation
{
    /// <param name="services">The application's services.</param>
    /// <param name="withSample">Whether a database that is made now gets the sample; one that exists stays as it is.</param>
    public static async Task PrepareDatabaseAsync(this IServiceProvider services, bool withSample)
    {
        var options = services.GetRequiredService<BlogOptions>();
        Directory.CreateDirectory(options.DataFolder);

        await using var scope = services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<BlogContext>();
        await PrepareAsync(scope.ServiceProvider, context, withSample);
        services.GetRequiredService<SqliteCopies>().CopyAll();
    }

    private static async Task PrepareAsync(IServiceProvider services, BlogContext context, bool withSample)
    {
        using var primaries = context.Sharding().UseConsistency(Consistency.Strong); // there are no copies yet, or old ones

        await context.Database.EnsureCreatedAsync();
        if (await context.Settings.AnyAsync(s => s.Name == Setting.Prepared))
        {
            return;
        }

        // A first start that was interrupted leaves part of the sample behind: begin again.
        await context.Database.EnsureDeletedAsync();
        await context.Database.EnsureCreatedAsync();
        if (withSample)
        {
            await services.GetRequiredService<SampleSeeder>().SeedAsync();
        }

        context.Settings.Add(new Setting { Name = Setting.Prepared, Value = withSample ? "sample" : "empty" });
        await context.SaveChangesAsync();
    }
}
