namespace EfShard.TestServers.Patroni;

/// <summary>Finds Patroni and etcd on this machine.</summary>
internal static class PatroniPrograms
{
    public static string? Patroni { get; } = Find("patroni");

    public static string? Control { get; } = Find("patronictl");

    public static string? Etcd { get; } = Find("etcd");

    /// <summary>The program that is not there; null when all are.</summary>
    public static string? Missing => Patroni is null ? "patroni" : Control is null ? "patronictl" : Etcd is null ? "etcd" : null;

    private static string? Find(string name)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Append("/usr/bin").Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
