using Microsoft.Data.Sqlite;

namespace BlogApp.Tests;

/// <summary>A folder of one test's own, gone when the test is over.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("blogapp-").FullName;

    /// <summary>Writes a file, with the folders on the way to it.</summary>
    public TestFolder With(string file, string text)
    {
        var path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools(); // idle connections keep the files open
        if (Directory.Exists(Path)) // WebApplicationFactory disposes twice
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
