using System.Data.Common;

namespace EfShard.Topology;

/// <summary>One server that holds a shard's data: reached by a connection string or by the application's own data source, never both.</summary>
internal sealed record ShardEndpoint(string? ConnectionString, DbDataSource? DataSource)
{
    /// <summary>Its share of the reads, compared with the other replicas'.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Where it stands, in the application's own words; <see langword="null" /> if that is of no importance.</summary>
    public string? Zone { get; init; }

    /// <summary>Nothing of the connection string: it holds passwords, and a record would print it.</summary>
    public override string ToString() => DataSource is null ? "(connection string)" : "(data source)";
}
