using System.Globalization;
using BlogApp.Hosting;

namespace BlogApp.Import;

/// <summary>The command line's <c>import</c>: runs an import and prints what it did.</summary>
internal static class ImportCommand
{
    /// <returns>The process's exit code: 0 if the import ran to its end (broken files included), 2 if there is no such folder.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, string folder, TextWriter output)
    {
        if (!Directory.Exists(folder))
        {
            await Console.Error.WriteLineAsync($"There is no folder '{Path.GetFullPath(folder)}'.");
            return 2;
        }

        await using var scope = services.CreateAsyncScope();
        var import = scope.ServiceProvider.GetRequiredService<BlogImport>();
        ImportReport report;
        using (var bar = new ProgressBar(output, "Importing posts"))
        {
            report = await import.RunAsync(folder, (done, all) => bar.Show(done, all), CancellationToken.None);
        }

        Print(report, output, services.GetRequiredService<IConfiguration>()["Urls"]);
        return 0;
    }

    internal static void Print(ImportReport report, TextWriter output, string? address)
    {
        foreach (var problem in report.Broken)
        {
            output.WriteLine($"broken: {problem}");
        }

        foreach (var file in report.Undated)
        {
            output.WriteLine($"skipped: {file}: no date, so not a post");
        }

        foreach (var (category, posts) in report.UnknownCategories)
        {
            output.WriteLine($"category '{category}' is not known: {posts} posts are uncategorized");
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Imported {report.Imported:N0} posts ({report.NewAuthors:N0} new authors), "
            + $"skipped {report.Skipped:N0} ({report.AlreadyThere:N0} imported before), broken {report.Broken.Count:N0}."));
        if (report.ReaderId is { } reader)
        {
            output.WriteLine($"A user who follows all of these authors: {address}/feed/{reader}");
        }
    }
}
