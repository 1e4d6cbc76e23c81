using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using EfShard.Topology;

namespace EfShard.Providers.Npgsql;

/// <summary>
///     Promotion by SQL. The lease is an advisory lock, which a standby gives as a primary does, and which ends with the session that holds it. Needs the rights to execute
///     <c>pg_promote</c>, to read and set <c>primary_conninfo</c>, and <c>pg_monitor</c>.
/// </summary>
internal sealed partial class NpgsqlPromotion : PromotionDialect
{
    private const int PromotionSeconds = 60;
    private const string Key = "hashtextextended('EfShard failover of ' || @shard, 0)";

    public override async Task<bool> TryLeaseAsync(DbConnection standby, string shard, CancellationToken cancellationToken)
        => await ScalarAsync(standby, $"SELECT pg_try_advisory_lock({Key})", shard, cancellationToken).ConfigureAwait(false) is true;

    public override Task ReleaseAsync(DbConnection standby, string shard, CancellationToken cancellationToken)
        => ScalarAsync(standby, $"SELECT pg_advisory_unlock({Key})", shard, cancellationToken);

    public override async Task<StandbyState> AskAsync(DbConnection standby, ShardServer server, bool isLeased, CancellationToken cancellationToken)
    {
        var command = standby.CreateCommand();
        await using var ofCommand = command.ConfigureAwait(false);
        command.CommandText = """
            SELECT pg_is_in_recovery(),
                   CASE WHEN pg_is_in_recovery()
                        THEN (greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn(), '0/0') - '0/0'::pg_lsn)::bigint ELSE 0 END,
                   CASE WHEN receiver.status = 'streaming' THEN receiver.sender_host END,
                   CASE WHEN receiver.status = 'streaming' THEN receiver.sender_port END
            FROM (SELECT) AS one LEFT JOIN pg_stat_wal_receiver AS receiver ON true
            """;
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ofRow = row.ConfigureAwait(false);
        await row.ReadAsync(cancellationToken).ConfigureAwait(false);
        return new StandbyState(
            server, isLeased, row.GetBoolean(0), (ulong)row.GetInt64(1),
            row.IsDBNull(2) ? null : new ServerAddress(row.GetString(2), row.IsDBNull(3) ? null : row.GetInt32(3), null));
    }

    public override async Task FollowAsync(DbConnection standby, DbConnection source, ServerAddress address, CancellationToken cancellationToken)
    {
        if (await ScalarAsync(standby, "SELECT current_setting('primary_slot_name')", null, cancellationToken).ConfigureAwait(false) is string { Length: > 0 } slot)
        {
            await ScalarAsync(
                source,
                $"SELECT pg_create_physical_replication_slot({Literal(slot)}, true) WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = {Literal(slot)})",
                null, cancellationToken).ConfigureAwait(false);
        }

        var known = await ConnInfoAsync(standby, cancellationToken).ConfigureAwait(false);
        var port = address.Port is { } number ? string.Create(CultureInfo.InvariantCulture, $" port={number}") : "";
        var changed = $"{Place().Replace(known, " ").Trim()} host='{address.Host!.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal)}'{port}";
        await ScalarAsync(standby, $"ALTER SYSTEM SET primary_conninfo = {Literal(changed.TrimStart())}", null, cancellationToken).ConfigureAwait(false);
        await ScalarAsync(standby, "SELECT pg_reload_conf()", null, cancellationToken).ConfigureAwait(false);
    }

    public override async Task<ServerAddress?> SourceOfAsync(DbConnection standby, CancellationToken cancellationToken)
    {
        var known = await ConnInfoAsync(standby, cancellationToken).ConfigureAwait(false);
        string? Find(string key) => Place().Matches(known).LastOrDefault(m => m.Groups[1].Value == key)?.Groups[2].Value.Trim('\'');
        return (Find("host") ?? Find("hostaddr")) is not { } host ? null
            : new ServerAddress(host, int.TryParse(Find("port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null, null);
    }

    public override async Task<bool> PromoteAsync(DbConnection standby, CancellationToken cancellationToken)
        => await ScalarAsync(
            standby, $"SELECT pg_promote(true, {PromotionSeconds.ToString(CultureInfo.InvariantCulture)})", null, cancellationToken, PromotionSeconds + 10)
            .ConfigureAwait(false) is true;

    private static async Task<string> ConnInfoAsync(DbConnection standby, CancellationToken cancellationToken)
    {
        var known = (string?)await ScalarAsync(standby, "SELECT current_setting('primary_conninfo')", null, cancellationToken).ConfigureAwait(false) ?? "";
        return !known.Contains("://", StringComparison.Ordinal) ? known
            : throw new NotSupportedException("The standby's primary_conninfo is a URI. Write it as keys and values ('host=... port=... user=...'), so that EfShard can change the host.");
    }

    private static async Task<object?> ScalarAsync(DbConnection connection, string sql, string? shard, CancellationToken cancellationToken, int? seconds = null)
    {
        var command = connection.CreateCommand();
        await using var ofCommand = command.ConfigureAwait(false);
        command.CommandText = sql;
        command.CommandTimeout = seconds ?? 10;
        if (shard is not null)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("@shard", shard);
            command.Parameters.Add(parameter);
        }

        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>What of a conninfo says where the server is.</summary>
    [GeneratedRegex(@"(?<!\S)(host|hostaddr|port)\s*=\s*('(?:[^'\\]|\\.)*'|\S+)")]
    private static partial Regex Place();
}
