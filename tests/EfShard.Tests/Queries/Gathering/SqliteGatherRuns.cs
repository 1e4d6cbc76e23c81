using EfShard.Tests.Queries.Harness;
using Xunit;

namespace EfShard.Tests.Queries.Gathering;

public class SqliteGatherRuns(SqliteBlog databases) : IClassFixture<SqliteBlog>
{
    [Theory]
    [MemberData(nameof(GatherChecks.Names), MemberType = typeof(GatherChecks))]
    public Task It_holds_on_Sqlite(string check) => GatherChecks.RunAsync(check, databases);
}
