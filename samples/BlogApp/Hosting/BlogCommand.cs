using System.Diagnostics.CodeAnalysis;

namespace BlogApp.Hosting;

/// <summary>What the command line asks for: to serve the blog, or to import a folder of posts.</summary>
/// <param name="ImportFolder">The folder to import; null to serve.</param>
/// <param name="HostArguments">The other arguments, which are settings: <c>--data</c>, <c>--urls</c>, <c>--Sample:Users</c>.</param>
internal sealed record BlogCommand(string? ImportFolder, string[] HostArguments)
{
    public const string Usage = """
        Usage:
          dotnet run --project samples/BlogApp                          serve the blog on http://localhost:5080
          dotnet run --project samples/BlogApp -- import <folder>       import the Markdown posts of a folder
        Settings (either command):
          --data <folder>           where the shards' files are; samples/BlogApp/data if not said
          --urls <address>          the address to serve
          --Sample:Users <number>   the size of the sample that the first start creates
          --Sample:Posts <number>
        """;

    public static bool TryParse(
        string[] args,
        [NotNullWhen(true)] out BlogCommand? command,
        [NotNullWhen(false)] out string? complaint)
    {
        command = null;
        complaint = null;
        switch (args)
        {
            case [] or [['-', '-', ..], ..]:
                command = new BlogCommand(null, args);
                break;
            case ["import", var folder, .. var settings] when !folder.StartsWith("--", StringComparison.Ordinal):
                command = new BlogCommand(folder, settings);
                break;
            case ["import", ..]:
                complaint = "The import needs a folder.";
                break;
            default:
                complaint = $"'{args[0]}' is not a command.";
                break;
        }

        return command is not null;
    }
}
