namespace EfShard.TestServers.Provisioning;

/// <summary>Servers that somebody else runs: EFSHARD_TEST_POSTGRES has their connection strings, separated by '|'.</summary>
internal sealed class GivenServers : IPostgresServers
{
    private const string Variable = "EFSHARD_TEST_POSTGRES";

    private GivenServers(IReadOnlyList<string> connectionStrings) => ConnectionStrings = connectionStrings;

    public static bool AreGiven => Value.Length > 0;

    public string Source => $"servers from {Variable}";

    public IReadOnlyList<string> ConnectionStrings { get; }

    private static string Value => Environment.GetEnvironmentVariable(Variable) ?? "";

    public static Task<IPostgresServers> StartAsync()
    {
        var strings = Value.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (strings.Length < PostgresShards.Count)
        {
            throw new InvalidOperationException(
                $"{Variable} names {strings.Length} servers, and the tests need {PostgresShards.Count}. Separate the connection strings by '|'.");
        }

        return Task.FromResult<IPostgresServers>(new GivenServers(strings[..PostgresShards.Count]));
    }
}
