using EfShard.TestServers.Clusters;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EfShard.Tests.Update.Harness;

/// <summary>Four servers of its own, to be killed.</summary>
public sealed class ClusterDesk(PostgresCluster cluster) : Desk
{
    public override object? Scalar(string shard, string sql)
    {
        using var connection = new NpgsqlConnection(ConnectionStringOf(shard));
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }

    protected override void UseProvider(DbContextOptionsBuilder options)
        => options.UseNpgsql(npgsql => npgsql.EnableRetryOnFailure(maxRetryCount: 2, TimeSpan.FromMilliseconds(10), null));

    protected override string ConnectionStringOf(string shard) => cluster[shard].ConnectionString;
}
