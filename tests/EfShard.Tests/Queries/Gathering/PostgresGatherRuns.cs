using EfShard.Tests.Queries.Harness;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Queries.Gathering;

public class PostgresGatherRuns(PostgresBlog databases) : IClassFixture<PostgresBlog>
{
    [PostgresTheory]
    [MemberData(nameof(GatherChecks.Names), MemberType = typeof(GatherChecks))]
    public async Task It_holds_on_PostgreSQL_and_leaves_nothing_behind(string check)
    {
        await GatherChecks.RunAsync(check, databases);
        foreach (var (name, _) in databases.Shards)
        {
            // The catalog has the temporary tables of every session, idle ones in the pool too.
            await using var shard = databases.Shard(name);
            Assert.Equal(0, (await shard.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM pg_class WHERE relpersistence = 't'").ToListAsync())[0]);
        }
    }
}
