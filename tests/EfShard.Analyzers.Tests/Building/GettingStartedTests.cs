using System.Text.RegularExpressions;
using EfShard.Analyzers.Tests.Verifying;

namespace EfShard.Analyzers.Tests.Building;

/// <summary>docs/getting-started.md, done as it says with the packed package in an empty folder: the program runs as it stands there, and prints what stands there.</summary>
public partial class GettingStartedTests
{
    private const string Version = "10.0.0-started";

    [Fact]
    public async Task The_page_works_from_an_empty_folder()
    {
        var page = Repository.Read("docs/getting-started.md");
        var efCore = Regex.Match(Repository.Read("Directory.Packages.props"), "<EFCore10Version>(.*?)<").Groups[1].Value;
        Assert.Contains($"dotnet add package Microsoft.EntityFrameworkCore.Sqlite --version {efCore}\n", page, StringComparison.Ordinal);
        var folder = Directory.CreateTempSubdirectory("efshard-started").FullName;
        var project = Directory.CreateDirectory(Path.Combine(folder, "Shop")).FullName;
        await DotnetCommand.RunAsync(
            Repository.Root,
            "pack", "src/EfShard", "-c", DotnetCommand.Configuration, "--no-build", "-o", folder, $"-p:PackageVersion={Version}", "-nodeReuse:false");
        await File.WriteAllTextAsync(Path.Combine(project, "Shop.csproj"), ConsoleProject.Write(folder, Version, efCore, "Sqlite"));
        await File.WriteAllTextAsync(Path.Combine(project, "Program.cs"), Program().Match(page).Groups[1].Value);

        var warnings = DotnetCommand.Warnings(await DotnetCommand.RunAsync(project, "build", "-nodeReuse:false"));
        var printed = await DotnetCommand.RunAsync(project, "run", "--no-build");

        Assert.Empty(warnings);
        Assert.Equal(Printed().Match(page).Groups[1].Value.Trim(), printed.Trim());
        Directory.Delete(folder, recursive: true);
    }

    [GeneratedRegex("```cs\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Program();

    [GeneratedRegex("```text\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Printed();
}
