using System.Data.Common;

namespace EfShard.Topology;

/// <summary>One server that holds a shard's data: reached by a connection string or by the application's own data source, never both.</summary>
internal sealed record ShardEndpoint(string? ConnectionString, DbDataSource? DataSource)
{
    /// <summary>Nothing of the connection string: it holds passwords, and a record would print it.</summary>
    public override string ToString() => DataSource is null ? "(connection string)" : "(data source)";
}
