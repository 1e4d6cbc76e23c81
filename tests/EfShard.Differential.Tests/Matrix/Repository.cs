namespace EfShard.Differential.Tests.Matrix;

/// <summary>Where the sources are.</summary>
internal static class Repository
{
    public static string Folder { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "EfShard.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"No EfShard.sln above {AppContext.BaseDirectory}.");
        }

        return folder.FullName;
    }
}
