using EfShard.Providers.Npgsql;
using Npgsql;

namespace EfShard.Tests.Commit;

public sealed class RefusalTests
{
    // A session that is ended may have committed before: a transaction_timeout that ran out meanwhile is looked at afterwards.
    [Theory]
    [InlineData("ERROR", PostgresErrorCodes.SerializationFailure, true)]
    [InlineData("ERROR", PostgresErrorCodes.ForeignKeyViolation, true)]
    [InlineData("ERROR", PostgresErrorCodes.QueryCanceled, false)]
    [InlineData("FATAL", "25P04", false)]
    [InlineData("FATAL", PostgresErrorCodes.AdminShutdown, false)]
    [InlineData("PANIC", PostgresErrorCodes.DiskFull, false)]
    public void Only_an_error_that_leaves_the_session_open_says_that_a_commit_was_refused(string severity, string state, bool isRefusal)
        => Assert.Equal(isRefusal, new NpgsqlTwoPhase().IsRefusal(new PostgresException("refused", severity, severity, state)));
}
