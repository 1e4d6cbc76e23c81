using System.Data.Common;
using EfShard.Execution;
using EfShard.Execution.Tracing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Integration;

/// <summary>SQL of the application that every shard runs, as one write: in the open transaction, or in one of its own over all shards.</summary>
internal sealed class SqlOnAllShards
{
    private const string What = "ExecuteSqlOnAllShards";

    private readonly IRelationalDatabaseFacadeDependencies _database;
    private readonly ShardedConnection _connection;
    private readonly LegRunner _runner;
    private readonly RawSqlCommand _sql;

    public SqlOnAllShards(IRelationalDatabaseFacadeDependencies database, ShardedConnection connection, FormattableString sql)
    {
        var values = sql.GetArguments();
        if (values.Any(value => value is DbParameter))
        {
            throw new ArgumentException("A DbParameter belongs to one command, and each shard has its own. Give the value itself.", nameof(sql));
        }

        (_database, _connection) = (database, connection);
        _runner = new LegRunner(connection.Connections, connection.Connections.Dialect);
        _sql = database.RawSqlCommandBuilder.Build(sql.Format, values!, connection.Context.Model);
    }

    public int Execute()
    {
        using var critical = Enter();
        var shards = Route();
        using var activity = StatementTrace.Start(_connection.Connections.Topology, plan: null, shards);
        return WriteAcross.Run(
            _connection,
            shards,
            () =>
            {
                var affected = new int[shards.Count];
                _runner.Run(
                    [.. shards.AsEnumerable()],
                    i =>
                    {
                        var (leg, on) = Prepare(shards[i]);
                        int Write() => leg.ExecuteNonQuery(on);

                        affected[i] = LegTrace.IsWatched ? LegTrace.Write(_connection.Connections.Topology.Shards[shards[i]], Write) : Write();
                    });
                return affected;
            }).Sum();
    }

    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        using var critical = Enter();
        var shards = Route();
        using var activity = StatementTrace.Start(_connection.Connections.Topology, plan: null, shards);
        var all = await WriteAcross.RunAsync(
            _connection,
            shards,
            async () =>
            {
                var affected = new int[shards.Count];
                await _runner.RunAsync(
                    [.. shards.AsEnumerable()],
                    async (i, token) =>
                    {
                        var (leg, on) = Prepare(shards[i]);
                        Task<int> Write() => leg.ExecuteNonQueryAsync(on, token);

                        affected[i] = await (LegTrace.IsWatched ? LegTrace.WriteAsync(_connection.Connections.Topology.Shards[shards[i]], Write) : Write())
                            .ConfigureAwait(false);
                    },
                    cancellationToken).ConfigureAwait(false);
                return affected;
            },
            cancellationToken).ConfigureAwait(false);
        return all.Sum();
    }

    /// <summary>As EF Core does around every statement: a context runs one operation at a time.</summary>
    private ConcurrencyDetectorCriticalSectionDisposer? Enter()
        => _database.CoreOptions.AreThreadSafetyChecksEnabled ? _database.ConcurrencyDetector.EnterCriticalSection() : null;

    private ShardSet Route()
    {
        var topology = _connection.Connections.Topology;
        StatementRouter.RefuseAmbientTransaction();
        if (_connection.Router.Pinned is { } pinned)
        {
            throw new InvalidOperationException(
                $"{What} is meant for all shards, and the context is pinned to '{topology.Shards[pinned].Name}'. Use ExecuteSql there, or run it outside of UseShard.");
        }

        if (topology.CrossShardCommit is CrossShardCommit.Atomic)
        {
            throw AttachErrors.RawSql(What);
        }

        var shards = ShardSet.Of(Enumerable.Range(0, topology.Shards.Count));
        ArchivedShards.Demand(topology, shards, isWrite: true);
        return shards;
    }

    /// <summary>Commands of their own: one keeps what it is running.</summary>
    private (IRelationalCommand Leg, RelationalCommandParameterObject On) Prepare(int shard)
    {
        var target = _connection.Connections[shard];
        var leg = target.RentCommand();
        leg.PopulateFrom(_sql.RelationalCommand);
        return (leg, new RelationalCommandParameterObject(
            target, _sql.ParameterValues, readerColumns: null, _connection.Context, _database.CommandLogger, CommandSource.ExecuteSqlRaw));
    }
}
