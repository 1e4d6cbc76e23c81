using System.Data.Common;
using System.Globalization;
using EfShard.Planning;
using EfShard.Planning.Gathering;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using SQLitePCL;

namespace EfShard.Providers.Gathering;

/// <summary>
///     The rows of a shard that is a file: the scratch connection attaches it, and one INSERT ... SELECT brings them. One file is attached at a time, so that any number
///     of shards will do, and that the part's statement finds its tables by their names alone, in that file.
/// </summary>
internal sealed class SqliteFileFlow(GatherSource source) : RowFlow
{
    private const string Schema = "__efshard_source";
    private const int Busy = 5;
    private const int Interrupted = 9;

    /// <summary>What a connection string may say beside the file without making it something else on another connection: a key, memory, a mode.</summary>
    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "Data Source", "DataSource", "Filename", "Pooling", "Foreign Keys", "Recursive Triggers",
    };

    /// <summary>
    ///     Whether another connection would read the very same rows from the shard's file: nothing is written that is not committed, and it needs nothing but the path. Where
    ///     the application watches or changes commands, the shard's own connection reads, with the command that it knows.
    /// </summary>
    public static bool CanRead(GatherSource source)
        => source.Connection.DbConnection is SqliteConnection { DataSource: not ("" or ":memory:") } connection
            && raw.sqlite3_get_autocommit(connection.Handle) != 0
            && new DbConnectionStringBuilder { ConnectionString = connection.ConnectionString }.Keys!.Cast<string>().All(Harmless.Contains)
            && source.Parameters.Logger?.Interceptors?.Aggregate<IDbCommandInterceptor>() is null;

    public override async ValueTask PourAsync(
        DbConnection scratch, ShippedPart part, GatherMeter meter, bool isAsync, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!TryAttach(scratch))
        {
            var rows = new SqliteRowFlow(
                isAsync
                    ? await source.Command.ExecuteReaderAsync(source.Parameters, cancellationToken).ConfigureAwait(false)
                    : source.Command.ExecuteReader(source.Parameters));
            await using var _ = rows.ConfigureAwait(false);
            await rows.PourAsync(scratch, part, meter, isAsync, cancellationToken).ConfigureAwait(false);
            return;
        }

        var count = Insert((SqliteConnection)scratch, part, meter.RowsWorthAsking, cancellationToken);
        meter.Add(count, Weigh(scratch, part, count));
        using var detach = Command(scratch, $"DETACH DATABASE {Schema}");
        detach.ExecuteNonQuery();
    }

    public override ValueTask DisposeAsync() => default;

    public override void Dispose()
    {
    }

    /// <summary>
    ///     A file that another connection can't read so, because it is encrypted or in another encoding, is left to the shard's own. One that is locked for longer than
    ///     the command timeout would be locked there too.
    /// </summary>
    private bool TryAttach(DbConnection scratch)
    {
        using var attach = Command(scratch, $"ATTACH DATABASE @file AS {Schema}");
        var file = attach.CreateParameter();
        file.ParameterName = "@file";
        file.Value = source.Connection.DbConnection.DataSource;
        attach.Parameters.Add(file);
        try
        {
            attach.ExecuteNonQuery();
            return true;
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode != Busy)
        {
            return false;
        }
        catch (SqliteException exception)
        {
            throw Named(exception);
        }
    }

    /// <summary>As a command of EF Core's, so that it is logged. Sqlite's own asynchronous methods block, and its commands can't be cancelled; the connection can.</summary>
    private long Insert(SqliteConnection scratch, ShippedPart part, long most, CancellationToken cancellationToken)
    {
        var command = source.Scratch.RentCommand();
        command.PopulateFrom(new Inserting(source.Command, part, most));
        var p = source.Parameters;
        var parameters = new RelationalCommandParameterObject(
            source.Scratch, p.ParameterValues, p.ReaderColumns, p.Context, p.Logger, p.DetailedErrorsEnabled, p.CommandSource);
        using var stopping = cancellationToken.Register(static c => raw.sqlite3_interrupt(((SqliteConnection)c!).Handle), scratch);
        try
        {
            return command.ExecuteNonQuery(parameters);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == Interrupted && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        catch (SqliteException exception)
        {
            throw Named(exception);
        }
    }

    /// <summary>About what <see cref="SqliteRowFlow" /> would count, of the rows written last: numbers are not looked at.</summary>
    private static long Weigh(DbConnection scratch, ShippedPart part, long count)
    {
        if (count == 0)
        {
            return 0;
        }

        var numbers = part.Columns.Count(IsNumber);
        var texts = part.Columns.Where(c => !IsNumber(c)).Select(c => $"coalesce(length({SqliteGathering.Quote(c.Name)}), 0)").ToList();
        if (texts.Count == 0)
        {
            return numbers * sizeof(long) * count;
        }

        var names = part.Columns.Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var number = new[] { "rowid", "oid", "_rowid_" }.First(name => !names.Contains(name));
        using var weigh = Command(
            scratch,
            string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT sum({string.Join(" + ", texts)}) FROM {SqliteGathering.Quote(part.Table.Name)} WHERE {number} > last_insert_rowid() - {count}"));
        return numbers * sizeof(long) * count + (long)weigh.ExecuteScalar()!;

        static bool IsNumber(ShippedColumn column) => column.StoreType is "INTEGER" or "REAL";
    }

    private SqliteException Named(SqliteException exception)
    {
        exception.Data[ShardingExceptionExtensions.DataKey] = source.ShardName;
        return exception;
    }

    private static DbCommand Command(DbConnection scratch, string sql)
    {
        var command = scratch.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    /// <summary>A part's statement, its rows written into the part's table.</summary>
    private sealed class Inserting(IRelationalCommand rows, ShippedPart part, long most) : IRelationalCommandTemplate
    {
        public string CommandText => Insert(rows.CommandText);

        public string LogCommandText => Insert(EfCoreDifferences.LogTextOf(rows));

        public IReadOnlyList<IRelationalParameter> Parameters => rows.Parameters;

        public DbCommand CreateDbCommand(RelationalCommandParameterObject parameterObject, Guid commandId, DbCommandMethod commandMethod)
            => throw new NotSupportedException("A command is populated from this; it is none itself.");

        private string Insert(string select)
            => string.Create(CultureInfo.InvariantCulture, $"INSERT INTO main.{SqliteGathering.Quote(part.Table.Name)}\nSELECT * FROM (\n{select}\n) LIMIT {most}");
    }
}
