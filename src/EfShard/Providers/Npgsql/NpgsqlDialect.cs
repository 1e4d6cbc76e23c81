using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Providers.Npgsql;

/// <summary>PostgreSQL through Npgsql.</summary>
internal sealed class NpgsqlDialect : DatabaseDialect
{
    public override bool IsBlocking => false;

    public override bool HasDataSource(RelationalOptionsExtension provider) => NpgsqlPointing.HasDataSource(provider);

    public override void Point(IRelationalConnection connection, ShardEndpoint endpoint) => NpgsqlPointing.Point(connection, endpoint);
}
