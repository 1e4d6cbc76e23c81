using BlogApp.Data;
using BlogApp.Data.Replicas;
using BlogApp.Diagnostics;
using BlogApp.Features.Api;
using BlogApp.Features.Comments;
using BlogApp.Features.Feed;
using BlogApp.Features.Home;
using BlogApp.Features.Posts;
using BlogApp.Features.Search;
using BlogApp.Features.Shards;
using BlogApp.Features.Tags;
using BlogApp.Features.Users;
using BlogApp.Import;
using BlogApp.Model;
using BlogApp.Sample;
using BlogApp.Shared;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace BlogApp.Hosting;

/// <summary>Puts the application together: services first, then the request pipeline, then the pages.</summary>
internal static class BlogHost
{
    public static async Task<WebApplication> BuildAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory, // settings and style sheet lie beside the program, not in the working directory
        });
        var options = await BlogOptions.FromAsync(builder.Configuration);

        AddBlog(builder.Services, options);
        AddServers(builder.Services, options, builder.Configuration);
        AddWeb(builder.Services, options);

        var app = builder.Build();
        app.Services.GetRequiredService<QueryTracing>(); // listens from now on
        app.UseExceptionHandler("/error");
        app.UseMiddleware<ContentSecurityPolicy>();
        app.UseStaticFiles();
        app.UseShardingSession(); // whoever has written sees it, on whichever replica the next page is read
        app.UseMiddleware<ReadLevelMiddleware>();
        app.UseAntiforgery();

        app.MapHome();
        app.MapUsers();
        app.MapPosts();
        app.MapComments();
        app.MapFeed();
        app.MapSearch();
        app.MapTags();
        app.MapApi();
        app.MapShards();
        app.MapServers();
        app.MapErrors();
        return app;
    }

    private static void AddBlog(IServiceCollection services, BlogOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IdGenerator>();
        services.AddSingleton<QueryLog>();
        services.AddSingleton<QueryTracing>();
        services.AddSingleton<ShardTraffic>();
        services.AddSingleton<HotKeys>();
        services.AddDbContextPool<BlogContext>(builder => BlogDatabase.Configure(builder, options));
        services.AddSingleton<ShardCensus>();
        services.AddSingleton<GrowthStudy>();
        services.AddSingleton<ShardsDesk>();
        services.AddSingleton<ShardEvents>();
        services.AddSingleton<PartRenderer>();
        services.AddScoped<GatherProbe>();
        services.AddScoped<ReaderAccount>();
        services.AddScoped<PostDesk>();
        services.AddScoped<CommentDesk>();
        services.AddScoped<FollowDesk>();
        services.AddScoped<SampleSeeder>();
        services.AddScoped<BlogImport>();
    }

    private static void AddServers(IServiceCollection services, BlogOptions options, IConfiguration configuration)
    {
        services.AddSingleton<CopySchedule>();
        services.AddSingleton<SqliteCopies>();
        services.AddHostedService(provider => provider.GetRequiredService<SqliteCopies>());
        services.AddSingleton<ServerDesk>();
        if (options.UsesPostgres && configuration.GetValue("Recovery", true))
        {
            services.AddShardRecovery<BlogContext>(); // ends what a crash leaves of a commit over two shards
        }
    }

    private static void AddWeb(IServiceCollection services, BlogOptions options)
    {
        services.AddRazorComponents();
        services.AddOpenApi(openApi => openApi.ShouldInclude = endpoint => endpoint.RelativePath?.StartsWith("api/", StringComparison.Ordinal) is true);
        services.AddAntiforgery();
        services.AddHttpContextAccessor();

        // Kept with the data, so that a form opened before a restart can still be sent after it.
        services.AddDataProtection()
            .SetApplicationName("BlogApp")
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(options.DataFolder, "keys")));
    }
}
