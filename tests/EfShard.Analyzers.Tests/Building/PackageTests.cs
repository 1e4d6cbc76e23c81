using System.IO.Compression;
using System.Text.RegularExpressions;
using EfShard.Analyzers.Tests.Docs;
using EfShard.Analyzers.Tests.Verifying;

namespace EfShard.Analyzers.Tests.Building;

/// <summary>The package brings the analyzers into a project that knows nothing of this repository.</summary>
public class PackageTests
{
    private const string Version = "10.0.0-packed";

    [Fact]
    public async Task A_fresh_project_with_the_package_from_a_local_folder_shows_the_warnings()
    {
        var folder = Directory.CreateTempSubdirectory("efshard-package").FullName;
        var feed = Directory.CreateDirectory(Path.Combine(folder, "feed")).FullName;
        await DotnetCommand.RunAsync(
            Repository.Root,
            "pack", "src/EfShard", "-c", DotnetCommand.Configuration, "--no-build", "-o", feed, $"-p:PackageVersion={Version}", "-nodeReuse:false");
        Assert.Superset(
            new HashSet<string> { "analyzers/dotnet/cs/EfShard.Analyzers.dll", "analyzers/dotnet/cs/EfShard.Analyzers.CodeFixes.dll" },
            Entries(Path.Combine(feed, $"EfShard.{Version}.nupkg")));

        var project = Directory.CreateDirectory(Path.Combine(folder, "Fresh")).FullName;
        await File.WriteAllTextAsync(Path.Combine(project, "Fresh.csproj"), Project(folder, feed));
        await File.WriteAllTextAsync(Path.Combine(project, "Model.cs"), RulePage.Model);
        await File.WriteAllTextAsync(Path.Combine(project, "Example.cs"), RulePage.AsSource(RulePage.Read("EFS0001").Bad[0] + RulePage.Read("EFS0003").Bad[0]));

        var warnings = DotnetCommand.Warnings(await DotnetCommand.RunAsync(project, "build", "-nodeReuse:false"));

        Assert.Contains(warnings, w => w.Contains("Example.cs(", StringComparison.Ordinal) && w.Contains("warning EFS0001: ", StringComparison.Ordinal));
        Assert.Contains(warnings, w => w.Contains("warning EFS0003: ", StringComparison.Ordinal));
        Assert.All(warnings, w => Assert.Contains("EFS", w, StringComparison.Ordinal));
        Directory.Delete(folder, recursive: true);
    }

    // Restores from the folder alone; what the package depends on was unpacked for these tests already.
    private static string Project(string folder, string feed) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <RestoreSources>{feed}</RestoreSources>
            <RestorePackagesPath>{Path.Combine(folder, "packages")}</RestorePackagesPath>
            <RestoreFallbackFolders>{Unpacked()}</RestoreFallbackFolders>
            <NuGetAudit>false</NuGetAudit>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="EfShard" Version="{Version}" />
            <PackageReference Include="Microsoft.EntityFrameworkCore.Sqlite" Version="{Regex.Match(Repository.Read("Directory.Packages.props"), "<EFCore10Version>(.*?)<").Groups[1].Value}" />
          </ItemGroup>
        </Project>
        """;

    internal static string Unpacked()
        => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static HashSet<string> Entries(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }
}
