using Xunit;

namespace EfShard.Tests.Strategies;

/// <summary>A test that needs a PostgreSQL server: the first connection string of EFSHARD_TEST_POSTGRES, a list separated by '|'.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute()
    {
        if (ConnectionString is null)
        {
            Skip = "EFSHARD_TEST_POSTGRES names no PostgreSQL server.";
        }
    }

    public static string? ConnectionString
        => Environment.GetEnvironmentVariable("EFSHARD_TEST_POSTGRES")?.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault();
}
