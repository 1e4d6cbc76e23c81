using System.Text.RegularExpressions;

namespace EfShard.Tests.Architecture;

/// <summary>The source files of src/EfShard.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<SourceFile> Files { get; } = Read();

    private static IReadOnlyList<SourceFile> Read()
    {
        var source = Path.Combine(Root, "src", "EfShard");
        return
        [
            .. Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
                .Select(path => new SourceFile(Path.GetRelativePath(source, path).Replace('\\', '/'), File.ReadAllText(path)))
                .Where(file => !Regex.IsMatch(file.Path, "^(bin|obj)/"))
                .OrderBy(file => file.Path, StringComparer.Ordinal),
        ];
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EfShard.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} has EfShard.sln.");
    }
}
