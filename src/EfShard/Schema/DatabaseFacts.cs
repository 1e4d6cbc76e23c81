using System.Data.Common;
using System.Globalization;
using EfShard.Providers;

namespace EfShard.Schema;

/// <summary>Reads facts of a shard's database that planning and merging rest on.</summary>
internal static class DatabaseFacts
{
    /// <summary>Reads <see cref="Topology.ShardNode.PrepareCapacity" />.</summary>
    public static long ReadPrepareCapacity(TwoPhaseDialect dialect, DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = dialect.CapacitySql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc cref="ReadPrepareCapacity" />
    public static async Task<long> ReadPrepareCapacityAsync(TwoPhaseDialect dialect, DbConnection connection, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using var ofCommand = command.ConfigureAwait(false);
        command.CommandText = dialect.CapacitySql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture);
    }

    public static string ReadDefaultCollation(DatabaseDialect dialect, DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = dialect.DefaultCollationSql;
        return (string)command.ExecuteScalar()!;
    }

    public static async Task<string> ReadDefaultCollationAsync(DatabaseDialect dialect, DbConnection connection, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using var ofCommand = command.ConfigureAwait(false);
        command.CommandText = dialect.DefaultCollationSql;
        return (string)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }
}
