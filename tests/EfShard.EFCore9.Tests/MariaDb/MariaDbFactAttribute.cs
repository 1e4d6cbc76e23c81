using Xunit;

namespace EfShard.EFCore9.Tests.MariaDb;

/// <summary>A <see cref="FactAttribute" /> that needs MariaDB: skipped, with the reason, where there is none; in CI it fails there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MariaDbFactAttribute : FactAttribute
{
    /// <summary>Decides whether the test is skipped.</summary>
    public MariaDbFactAttribute()
        => Skip = Environment.GetEnvironmentVariable("EFSHARD_SQLITE_ONLY") == "1" ? "MariaDB: left out (--sqlite-only)."
            : Environment.GetEnvironmentVariable("CI") == "true" ? null
            : MariaDbServer.SkipReason;
}
