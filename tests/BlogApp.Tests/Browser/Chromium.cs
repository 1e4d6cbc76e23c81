namespace BlogApp.Tests.Browser;

/// <summary>Finds a Chromium on this machine: the one that EFSHARD_CHROMIUM names, or one on the PATH.</summary>
internal static class Chromium
{
    private const string Variable = "EFSHARD_CHROMIUM";

    /// <summary>The program; null if there is none.</summary>
    public static string? Path { get; } = Find();

    /// <summary>Why tests in a browser are skipped; null if they run. In CI they are not skipped: they fail.</summary>
    public static string? SkipReason
        => Path is null && !IsCi ? $"Browser: no Chromium on this machine. Install the package chromium, or set {Variable}." : null;

    private static bool IsCi => Environment.GetEnvironmentVariable("CI") is { Length: > 0 } value && !value.Equals("false", StringComparison.OrdinalIgnoreCase);

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return given;
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders
            .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => System.IO.Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }
}
