namespace EfShard.TestServers;

/// <summary>
///     Notes each real use of PostgreSQL in the folder named by EFSHARD_TEST_RECORD, a file for each process: the test command
///     tells from it that the PostgreSQL tests really ran. Without the variable nothing is noted.
/// </summary>
internal static class TestRecord
{
    private static readonly Lock Gate = new();

    public static void Write(string what)
    {
        if (Environment.GetEnvironmentVariable("EFSHARD_TEST_RECORD") is { Length: > 0 } folder)
        {
            lock (Gate)
            {
                File.AppendAllText(Path.Combine(folder, $"postgres-{Environment.ProcessId}.txt"), what + "\n");
            }
        }
    }
}
