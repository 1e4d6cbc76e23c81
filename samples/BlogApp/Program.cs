using BlogApp.Data;
using BlogApp.Hosting;
using BlogApp.Import;

if (!BlogCommand.TryParse(args, out var command, out var complaint))
{
    Console.Error.WriteLine(complaint);
    Console.Error.WriteLine(BlogCommand.Usage);
    return 2;
}

await using var app = await BlogHost.BuildAsync(command.HostArguments);

// A database that an import creates holds the imported posts alone; the sample is for those who bring nothing.
await app.Services.PrepareDatabaseAsync(withSample: command.ImportFolder is null);

if (command.ImportFolder is { } folder)
{
    return await ImportCommand.RunAsync(app.Services, folder, Console.Out);
}

await app.RunAsync();
return 0;
