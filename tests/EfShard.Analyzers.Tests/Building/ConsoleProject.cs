namespace EfShard.Analyzers.Tests.Building;

/// <summary>The project file of a console application that knows nothing of this repository.</summary>
internal static class ConsoleProject
{
    /// <summary>Writes one.</summary>
    /// <param name="feed">The folder with the packed packages, which is asked before the usual sources; what is unpacked goes there too.</param>
    /// <param name="version">The packed version.</param>
    /// <param name="efCore">The version of EF Core.</param>
    /// <param name="parts">EF Core's packages: <c>Sqlite</c>, <c>Design</c>.</param>
    public static string Write(string feed, string version, string efCore, params string[] parts) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <RestoreAdditionalProjectSources>{feed}</RestoreAdditionalProjectSources>
            <RestorePackagesPath>{Path.Combine(feed, "packages")}</RestorePackagesPath>
            <RestoreFallbackFolders>{PackageTests.Unpacked()}</RestoreFallbackFolders>
            <NuGetAudit>false</NuGetAudit>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="EfShard" Version="{version}" />
            {string.Concat(parts.Select(part => $"<PackageReference Include=\"Microsoft.EntityFrameworkCore.{part}\" Version=\"{efCore}\" />"))}
          </ItemGroup>
        </Project>
        """;
}
