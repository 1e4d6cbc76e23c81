using System.Data.Common;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Gathering;

/// <summary>
///     The oracle of <see cref="Gather" />, for tests on Sqlite: the statement unchanged, on a connection of its own that sees the rows of all shards
///     through views (<see cref="GatherScript" />). In: a statement and its parameters. Out: the provider's reader, which takes the connection with it.
/// </summary>
/// <remarks>
///     A connection a statement: two readers of one context do not meet, and nothing is left attached to a pooled connection. Making it costs
///     about a millisecond.
/// </remarks>
internal sealed class AttachedGather(ShardConnectionSet connections)
{
    /// <summary>A database of no file. Not pooled: attached files and temporary views would stay on the pooled connection.</summary>
    private const string Nowhere = "Data Source=:memory:;Pooling=False";

    private string? _script;

    private string Script => _script ??= GatherScript.Write(connections.Context.Model, connections.Topology);

    public RelationalDataReader Read(StatementTemplate template, RelationalCommandParameterObject parameters)
    {
        var script = Script;
        var files = new string[connections.Topology.Shards.Count];
        for (var shard = 0; shard < files.Length; shard++)
        {
            // Opening a shard verifies its map, and tells where its file really is.
            connections[shard].Open();
            try
            {
                files[shard] = FileOf(shard);
            }
            finally
            {
                connections[shard].Close();
            }
        }

        var scratch = new Scratch(connections.CreateElsewhere(Nowhere));
        var connection = scratch.Connection;
        try
        {
            connection.Open();
            using (var attaching = CreateAttaching(connection, script, files))
            {
                attaching.ExecuteNonQuery();
            }

            return new GatheredDataReader(scratch, Rent(connection, template).ExecuteReader(On(connection, parameters)));
        }
        catch
        {
            scratch.Dispose();
            throw;
        }
    }

    public async Task<RelationalDataReader> ReadAsync(
        StatementTemplate template, RelationalCommandParameterObject parameters, CancellationToken cancellationToken)
    {
        var script = Script;
        var files = new string[connections.Topology.Shards.Count];
        for (var shard = 0; shard < files.Length; shard++)
        {
            await connections[shard].OpenAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                files[shard] = FileOf(shard);
            }
            finally
            {
                await connections[shard].CloseAsync().ConfigureAwait(false);
            }
        }

        var scratch = new Scratch(connections.CreateElsewhere(Nowhere));
        var connection = scratch.Connection;
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            var attaching = CreateAttaching(connection, script, files);
            await using (attaching.ConfigureAwait(false))
            {
                await attaching.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }

            var rows = await Rent(connection, template).ExecuteReaderAsync(On(connection, parameters), cancellationToken).ConfigureAwait(false);
            return new GatheredDataReader(scratch, rows);
        }
        catch
        {
            await scratch.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>An open connection knows the whole path, whatever the connection string was relative to; that of memory is empty.</summary>
    private string FileOf(int shard)
        => connections[shard].DbConnection.DataSource is { Length: > 0 } file and not ":memory:"
            ? file
            : throw GatherErrors.NoFile(connections.Topology.Shards[shard].Name);

    private static DbCommand CreateAttaching(IRelationalConnection connection, string script, string[] files)
    {
        var command = connection.DbConnection.CreateCommand();
        command.CommandText = script;
        command.CommandTimeout = connection.CommandTimeout ?? command.CommandTimeout;
        for (var shard = 0; shard < files.Length; shard++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = GatherScript.FileParameter(shard);
            parameter.Value = files[shard];
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static IRelationalCommand Rent(IRelationalConnection connection, StatementTemplate template)
    {
        var command = connection.RentCommand();
        command.PopulateFrom(template.Original);
        return command;
    }

    private static RelationalCommandParameterObject On(IRelationalConnection connection, RelationalCommandParameterObject p)
        => new(connection, p.ParameterValues, p.ReaderColumns, p.Context, p.Logger, p.DetailedErrorsEnabled, p.CommandSource);
}
