using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EfShard.Differential.Tests.Aggregates;

/// <summary>Gives every Sqlite connection the aggregate.</summary>
internal sealed class SpreadInterceptor : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Create(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Create(connection);
        return Task.CompletedTask;
    }

    private static void Create(DbConnection connection)
        => (connection as SqliteConnection)?.CreateAggregate(
            "spread",
            (Least: double.MaxValue, Greatest: double.MinValue),
            ((double Least, double Greatest) ends, double value) => (Math.Min(ends.Least, value), Math.Max(ends.Greatest, value)),
            ends => ends.Greatest - ends.Least);
}
