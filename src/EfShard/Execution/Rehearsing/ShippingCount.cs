using System.Data.Common;
using System.Globalization;
using EfShard.Execution.Gathering;
using EfShard.Model;
using EfShard.Planning.Broadcasting;
using EfShard.Planning.Gathering;
using EfShard.Providers.Gathering;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Rehearsing;

/// <summary>
///     Counts, on the one database of a dry run, the rows that <see cref="Gather" /> would bring together on the planned shards: the parts' own
///     statements, narrowed by keys where the gather would narrow them.
/// </summary>
internal sealed class ShippingCount(ShardConnectionSet connections, IRelationalConnection connection, bool isAsync)
{
    private readonly ISqlGenerationHelper _sql = connections.Context.GetService<ISqlGenerationHelper>();
    private readonly ShardBinder _binder = new(connections.Topology.Planned!);

    private GatherDialect? Dialect => connections.Dialect.Gathering;

    /// <summary>Counts the rows of all parts.</summary>
    public async ValueTask<long> CountAsync(GatherSample sample, CancellationToken cancellationToken)
    {
        var broadcast = sample.Template.Broadcast;
        for (var isFirst = true; broadcast is not null; isFirst = false)
        {
            var (sent, isTooMany) = await CountAsync(broadcast, sample, isFirst, cancellationToken).ConfigureAwait(false);
            if (sent is { } few)
            {
                return few;
            }

            broadcast = isTooMany ? broadcast.IfMany : null;
        }

        var parts = sample.Template.Plan.Gather!.Value.Parts;
        var places = new ShardSet[parts.Count];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = await FindAsync(parts[i], sample.Parameters, cancellationToken).ConfigureAwait(false);
        }

        var home = places.SelectMany(p => p.AsEnumerable()).DefaultIfEmpty().Min();
        var selects = new List<(string Text, IReadOnlyList<DbParameter> Parameters)>(parts.Count);
        var rows = 0L;
        for (var i = 0; i < parts.Count; i++)
        {
            var isNarrowed = await IsNarrowedAsync(parts[i], selects, cancellationToken).ConfigureAwait(false);
            // The first rows of every shard have more keys than those of one database.
            var isKnown = isNarrowed && !parts[parts[i].Keys!.Part].IsCutPerShard;
            selects.Add(Select(sample, parts[i], i, isKnown ? selects[parts[i].Keys!.Part] : null));
            if (!StaysInPlace(parts[i], places[i], home, isNarrowed))
            {
                // Each shard has its own first rows and its part of every group: as many at most.
                var most = parts[i].IsCutPerShard ? Math.Max(places[i].Count, 1) : 1;
                rows += most * await ScalarAsync($"SELECT COUNT(*) FROM ({selects[i].Text}) AS n", selects[i].Parameters, cancellationToken).ConfigureAwait(false);
            }
        }

        return rows;
    }

    /// <summary>The rows that would be sent; <see langword="null" /> if they are not few, and whether the other side is looked at then.</summary>
    private async ValueTask<(long? Rows, bool IsTooMany)> CountAsync(BroadcastTemplate broadcast, GatherSample sample, bool isFirst, CancellationToken cancellationToken)
    {
        var rows = 0L;
        foreach (var (part, statement) in broadcast.Parts)
        {
            var (text, parameters) = Read(statement.Original, sample);
            var count = await ScalarAsync($"SELECT COUNT(*) FROM ({text}) AS n", parameters, cancellationToken).ConfigureAwait(false);
            if (count + (isFirst ? 0 : rows) > BroadcastPart.MostRows)
            {
                return (null, part.Source is TableKind.Sharded);
            }

            rows += count;
        }

        return (rows, false);
    }

    private (string Text, IReadOnlyList<DbParameter> Parameters) Read(IRelationalCommand statement, GatherSample sample)
    {
        using var command = statement.CreateDbCommand(
            new RelationalCommandParameterObject(connection, sample.Parameters, null, connections.Context, null), Guid.Empty, DbCommandMethod.ExecuteReader);
        var parameters = command.Parameters.Cast<DbParameter>().ToList();
        command.Parameters.Clear();
        return (command.CommandText, parameters);
    }

    private async ValueTask<ShardSet> FindAsync(ShippedPart part, IReadOnlyDictionary<string, object?> values, CancellationToken cancellationToken)
        => part.Source switch
        {
            TableKind.Reference => ShardSet.Empty,
            TableKind.Unsharded => ShardSet.Of(connections.Topology.Planned!.UnshardedShard),
            _ => isAsync
                ? await _binder.BindAsync(part.Conditions, readsUnsharded: false, values, cancellationToken).ConfigureAwait(false)
                : _binder.Bind(part.Conditions, readsUnsharded: false, values),
        };

    /// <summary>Rows of the shard that has the temporary tables, shown by a view.</summary>
    private bool StaysInPlace(ShippedPart part, ShardSet shards, int home, bool isNarrowed)
        => Dialect?.ScratchDatabase is null
            && !part.HasParameters
            && !isNarrowed
            && (part.Source is TableKind.Reference || (shards.IsSingle && shards[0] == home));

    /// <summary>Whether a part before has so few keys that only rows with them are shipped.</summary>
    private async ValueTask<bool> IsNarrowedAsync(
        ShippedPart part, List<(string Text, IReadOnlyList<DbParameter> Parameters)> selects, CancellationToken cancellationToken)
    {
        if (part.Keys is not { } keys || Dialect?.CanCarry(keys.Type) is not true)
        {
            return false;
        }

        var (text, parameters) = selects[keys.Part];
        var column = _sql.DelimitIdentifier(keys.FromColumn);
        var limit = Gather.FewKeys + 1;
        var count = await ScalarAsync(
            string.Create(CultureInfo.InvariantCulture, $"SELECT COUNT(*) FROM (SELECT DISTINCT {column} FROM ({text}) AS k LIMIT {limit}) AS n"),
            parameters, cancellationToken).ConfigureAwait(false);
        return count <= Gather.FewKeys;
    }

    private (string Text, IReadOnlyList<DbParameter> Parameters) Select(
        GatherSample sample, ShippedPart part, int number, (string Text, IReadOnlyList<DbParameter> Parameters)? keys)
    {
        var (select, parameters) = Read(sample.Template.GetPart(number), sample);
        if (keys is not { } narrowing)
        {
            return (select, parameters);
        }

        // Statements of one query give a parameter the same name and the same value.
        var text = $"SELECT * FROM ({select}) AS p WHERE p.{_sql.DelimitIdentifier(part.Keys!.Column)} IN "
            + $"(SELECT k.{_sql.DelimitIdentifier(part.Keys.FromColumn)} FROM ({narrowing.Text}) AS k)";
        return (text, [.. parameters, .. narrowing.Parameters.Where(p => parameters.All(own => own.ParameterName != p.ParameterName))]);
    }

    private async ValueTask<long> ScalarAsync(string text, IReadOnlyList<DbParameter> parameters, CancellationToken cancellationToken)
    {
        using var command = connection.DbConnection.CreateCommand();
        command.CommandText = text;
        command.CommandTimeout = connection.CommandTimeout ?? command.CommandTimeout;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        var count = isAsync ? await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) : command.ExecuteScalar();
        command.Parameters.Clear();
        return Convert.ToInt64(count, CultureInfo.InvariantCulture);
    }
}
