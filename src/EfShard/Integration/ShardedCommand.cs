using System.Data.Common;
using System.Diagnostics;
using EfShard.Diagnostics;
using EfShard.Execution;
using EfShard.Execution.Merging;
using EfShard.Execution.Tracing;
using EfShard.Planning;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Integration;

/// <summary>
///     The command that EF Core rents from a sharded context's connection: populated with a <see cref="StatementTemplate" />, it finds the shards
///     and runs the plan. For one shard it does nothing but hand the provider's command to that shard's connection.
/// </summary>
internal sealed class ShardedCommand(ShardedConnection connection) : IRelationalCommand
{
    private StatementTemplate? _template;
    private IRelationalCommandTemplate? _foreign;
    private IRelationalConnection? _rentedFrom;
    private IRelationalCommand? _rented;

    public string CommandText => Current.CommandText;

    public string LogCommandText => EfCoreDifferences.LogTextOf(Current);

    public IReadOnlyList<IRelationalParameter> Parameters => Current.Parameters;

    private StatementRoute Route => new(connection, _template);

    private IRelationalCommandTemplate Current => _template ?? _foreign ?? throw new InvalidOperationException("The command has not been populated.");

    public void PopulateFrom(IRelationalCommandTemplate commandTemplate)
    {
        _template = commandTemplate as StatementTemplate;
        _foreign = _template is null ? commandTemplate : null;
    }

    public DbCommand CreateDbCommand(RelationalCommandParameterObject p, Guid commandId, DbCommandMethod method) => Current.CreateDbCommand(p, commandId, method);

    public RelationalDataReader ExecuteReader(RelationalCommandParameterObject p)
        => LookupExecution.Of(connection, _template, p) is { } lookup ? lookup.Read(this, p)
            : Route.MayGoElsewhere ? new AnywhereExecution(connection).Read(this, p)
            : ExecuteRouted(p);

    public Task<RelationalDataReader> ExecuteReaderAsync(RelationalCommandParameterObject p, CancellationToken cancellationToken = default)
        => LookupExecution.Of(connection, _template, p) is { } lookup ? lookup.ReadAsync(this, p, cancellationToken)
            : Route.MayGoElsewhere ? new AnywhereExecution(connection).ReadAsync(this, p, cancellationToken)
            : ExecuteRoutedAsync(p, cancellationToken);

    internal RelationalDataReader ExecuteRouted(RelationalCommandParameterObject parameterObject)
    {
        var shards = Route.Find(parameterObject);
        return shards.IsSingle && !LegTrace.IsWatched && !connection.MayReadReplica(_template, shards[0])
            ? Prepare(shards[0], isWrite: false).ExecuteReader(On(shards[0], parameterObject))
            : ExecuteReader(shards, parameterObject);
    }

    internal Task<RelationalDataReader> ExecuteRoutedAsync(RelationalCommandParameterObject parameterObject, CancellationToken cancellationToken)
    {
        var routed = Route.FindAsync(parameterObject, cancellationToken);
        return routed.IsCompletedSuccessfully && routed.Result.IsSingle && connection.Transaction is null && !LegTrace.IsWatched
            && !connection.MayReadReplica(_template, routed.Result[0])
            ? Prepare(routed.Result[0], isWrite: false).ExecuteReaderAsync(On(routed.Result[0], parameterObject), cancellationToken)
            : ExecuteReaderAsync(routed, parameterObject, cancellationToken);
    }

    public int ExecuteNonQuery(RelationalCommandParameterObject parameterObject)
    {
        var shards = Route.Find(parameterObject);
        using var activity = StartActivity(shards);
        if (shards.IsSingle)
        {
            return OneShard.Write(connection, shards[0], () => Prepare(shards[0], isWrite: true).ExecuteNonQuery(On(shards[0], parameterObject)));
        }

        if (shards.Count == 0)
        {
            return 0;
        }

        if (shards.IsGathered)
        {
            return connection.GatheredWrite.Write(_template!, parameterObject);
        }

        var affected = WriteAcross.Run(connection, shards, () => connection.FanOut.Write(_template!, shards, parameterObject));
        return Total(affected);
    }

    public async Task<int> ExecuteNonQueryAsync(RelationalCommandParameterObject parameterObject, CancellationToken cancellationToken = default)
    {
        var shards = await Route.FindAsync(parameterObject, cancellationToken).ConfigureAwait(false);
        using var activity = StartActivity(shards);
        if (shards.IsSingle)
        {
            return await OneShard.WriteAsync(
                connection, shards[0],
                async () =>
                {
                    var command = await PrepareAsync(shards[0], isWrite: true, cancellationToken).ConfigureAwait(false);
                    return await command.ExecuteNonQueryAsync(On(shards[0], parameterObject), cancellationToken).ConfigureAwait(false);
                }).ConfigureAwait(false);
        }

        if (shards.Count == 0)
        {
            return 0;
        }

        if (shards.IsGathered)
        {
            return await connection.GatheredWrite.WriteAsync(_template!, parameterObject, cancellationToken).ConfigureAwait(false);
        }

        var affected = await WriteAcross.RunAsync(
            connection, shards, () => connection.FanOut.WriteAsync(_template!, shards, parameterObject, cancellationToken), cancellationToken).ConfigureAwait(false);
        return Total(affected);
    }

    public object? ExecuteScalar(RelationalCommandParameterObject parameterObject)
    {
        using var reader = ExecuteReader(parameterObject);
        return reader.Read() ? reader.DbDataReader.GetValue(0) : null;
    }

    public async Task<object?> ExecuteScalarAsync(RelationalCommandParameterObject parameterObject, CancellationToken cancellationToken = default)
    {
        var reader = await ExecuteReaderAsync(parameterObject, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? reader.DbDataReader.GetValue(0) : null;
        }
    }

    /// <summary>Gives the provider's command back to the connection it came from, and forgets the statement.</summary>
    public void Release()
    {
        if (_rented is not null)
        {
            _rentedFrom!.ReturnCommand(_rented);
        }

        (_rented, _rentedFrom, _template, _foreign) = (null, null, null, null);
    }

    internal RelationalDataReader ExecuteReader(ShardSet shards, RelationalCommandParameterObject parameterObject)
    {
        if (shards.IsSingle)
        {
            return ReadOne(shards[0], parameterObject);
        }

        var before = Activity.Current;
        var activity = StartActivity(shards);
        if (shards.IsGathered)
        {
            using (activity)
            {
                return connection.Gather.Read(_template!, parameterObject, activity);
            }
        }

        if (shards.Count == 0)
        {
            activity?.Dispose();
            return new EmptyRelationalDataReader(connection, _template!.Plan.EmptyAnswer);
        }

        connection.Enlist(shards, isWrite: false, IsUnseen);
        connection.FanOut.LearnCollations(_template!.Plan, shards);
        if (Route.CheckOrder(shards, parameterObject) is { IsGathered: true })
        {
            using (activity)
            {
                return connection.Gather.Read(_template, parameterObject, activity);
            }
        }

        using var serialized = connection.SerializeLegs();
        RelationalDataReader[] legs = [];
        try
        {
            (legs, var rows) = connection.FanOut.Read(_template!, shards, parameterObject, ReplicasFor(parameterObject));
            if (legs.Length == 0)
            {
                activity?.Dispose();
                return new EmptyRelationalDataReader(connection, null);
            }

            return new MergedRelationalDataReader(
                connection, legs,
                parameterObject.ReaderColumns is { } columns
                    ? new BufferedDataReader(rows, parameterObject.DetailedErrorsEnabled).Initialize(columns)
                    : rows,
                activity);
        }
        catch (Exception exception)
        {
            ShardingActivities.Fail(activity, exception);
            ShardingActivities.End(activity);
            Array.ForEach(legs, leg => leg.Dispose());
            throw;
        }
        finally
        {
            Activity.Current = before;
        }
    }

    internal async Task<RelationalDataReader> ExecuteReaderAsync(
        ValueTask<ShardSet> routed, RelationalCommandParameterObject parameterObject, CancellationToken cancellationToken)
    {
        var shards = await routed.ConfigureAwait(false);
        if (shards.IsSingle)
        {
            return await ReadOneAsync(shards[0], parameterObject, cancellationToken).ConfigureAwait(false);
        }

        var activity = StartActivity(shards);
        if (shards.IsGathered)
        {
            using (activity)
            {
                return await connection.Gather.ReadAsync(_template!, parameterObject, activity, cancellationToken).ConfigureAwait(false);
            }
        }

        if (shards.Count == 0)
        {
            activity?.Dispose();
            return new EmptyRelationalDataReader(connection, _template!.Plan.EmptyAnswer);
        }

        await connection.EnlistAsync(shards, isWrite: false, cancellationToken, IsUnseen).ConfigureAwait(false);
        await connection.FanOut.LearnCollationsAsync(_template!.Plan, shards, cancellationToken).ConfigureAwait(false);
        if (Route.CheckOrder(shards, parameterObject) is { IsGathered: true })
        {
            using (activity)
            {
                return await connection.Gather.ReadAsync(_template, parameterObject, activity, cancellationToken).ConfigureAwait(false);
            }
        }

        using var serialized = connection.SerializeLegs();
        RelationalDataReader[] legs = [];
        try
        {
            (legs, var rows) = await connection.FanOut.ReadAsync(
                _template!, shards, parameterObject, ReplicasFor(parameterObject), cancellationToken).ConfigureAwait(false);
            if (legs.Length == 0)
            {
                activity?.Dispose();
                return new EmptyRelationalDataReader(connection, null);
            }

            return new MergedRelationalDataReader(
                connection, legs,
                parameterObject.ReaderColumns is { } columns
                    ? await new BufferedDataReader(rows, parameterObject.DetailedErrorsEnabled).InitializeAsync(columns, cancellationToken).ConfigureAwait(false)
                    : rows,
                activity);
        }
        catch (Exception exception)
        {
            ShardingActivities.Fail(activity, exception);
            ShardingActivities.End(activity);
            foreach (var leg in legs)
            {
                await leg.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <summary>Reads from one shard: from a replica, if one may answer.</summary>
    private RelationalDataReader ReadOne(int shard, RelationalCommandParameterObject parameterObject)
    {
        var consistency = connection.MayReadReplica(_template, shard) ? ConsistencyOf(parameterObject) : null;
        if (!LegTrace.IsWatched)
        {
            return Read();
        }

        var before = Activity.Current;
        var activity = StartActivity(ShardSet.Of(shard));
        try
        {
            return LegTrace.Read(connection.Connections.Topology.Shards[shard], Read, consistency, activity);
        }
        finally
        {
            Activity.Current = before;
        }

        RelationalDataReader Read() => consistency is not null
            ? connection.Connections.ReplicaReads.Read(shard, consistency, leg => Rent(leg).ExecuteReader(On(leg, parameterObject)))
            : Prepare(shard, isWrite: false).ExecuteReader(On(shard, parameterObject));
    }

    /// <inheritdoc cref="ReadOne" />
    private Task<RelationalDataReader> ReadOneAsync(int shard, RelationalCommandParameterObject parameterObject, CancellationToken cancellationToken)
    {
        var consistency = connection.MayReadReplica(_template, shard) ? ConsistencyOf(parameterObject) : null;
        return LegTrace.IsWatched
            ? LegTrace.ReadAsync(connection.Connections.Topology.Shards[shard], ReadAsync, consistency, StartActivity(ShardSet.Of(shard)))
            : ReadAsync();

        async Task<RelationalDataReader> ReadAsync()
        {
            if (consistency is not null)
            {
                return await connection.Connections.ReplicaReads.ReadAsync(
                    shard, consistency, (leg, token) => Rent(leg).ExecuteReaderAsync(On(leg, parameterObject), token), cancellationToken).ConfigureAwait(false);
            }

            var command = await PrepareAsync(shard, isWrite: false, cancellationToken).ConfigureAwait(false);
            return await command.ExecuteReaderAsync(On(shard, parameterObject), cancellationToken).ConfigureAwait(false);
        }
    }

    // SQL and functions of the application's: what they do can't be seen.
    private bool IsUnseen => _template is not { Plan: { NeedsPin: null, AsksAll: false } };

    private Activity? StartActivity(ShardSet shards) => StatementTrace.Start(connection.Connections.Topology, _template?.Plan, shards);

    private IRelationalCommand Prepare(int shard, bool isWrite)
    {
        connection.Enlist(ShardSet.Of(shard), isWrite, IsUnseen);
        return Rent(shard);
    }

    private async ValueTask<IRelationalCommand> PrepareAsync(int shard, bool isWrite, CancellationToken cancellationToken)
    {
        await connection.EnlistAsync(ShardSet.Of(shard), isWrite, cancellationToken, IsUnseen).ConfigureAwait(false);
        return Rent(shard);
    }

    private IRelationalCommand Rent(int shard) => Rent(connection.Connections[shard], connection.Connections.SchemaOf(shard));

    private IRelationalCommand Rent(IRelationalConnection leg, string? schema = null)
    {
        if (_rented is null || _rentedFrom != leg)
        {
            if (_rented is not null)
            {
                _rentedFrom!.ReturnCommand(_rented);
            }

            (_rentedFrom, _rented) = (leg, leg.RentCommand());
        }

        _rented.PopulateFrom(schema is null ? _template?.Original ?? _foreign! : In(schema));
        return _rented;
    }

    private IRelationalCommand In(string schema) => _template is { Plan.NeedsPin: null } ? _template.In(schema).Original : throw AttachErrors.RawSql("Raw SQL");

    private RelationalCommandParameterObject On(int shard, RelationalCommandParameterObject p) => On(connection.Connections[shard], p);

    private static RelationalCommandParameterObject On(IRelationalConnection leg, RelationalCommandParameterObject p)
        => new(leg, p.ParameterValues, p.ReaderColumns, p.Context, p.Logger, p.DetailedErrorsEnabled, p.CommandSource);

    private Consistency ConsistencyOf(RelationalCommandParameterObject p) => connection.ConsistencyOf(_template!, p.ParameterValues ?? EmptyParameters.Instance);

    // How fresh the legs must be; nothing if primaries answer them.
    private Consistency? ReplicasFor(RelationalCommandParameterObject p) => connection.MayReadReplicas(_template) ? ConsistencyOf(p) : null;

    // Rows of a reference table are the same everywhere: they count once.
    private int Total(int[] affected) => _template!.Plan.Kind is StatementKind.ReferenceWrite ? affected[0] : affected.Sum();
}
