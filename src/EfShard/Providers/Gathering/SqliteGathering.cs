using System.Data.Common;
using EfShard.Planning.Gathering;

namespace EfShard.Providers.Gathering;

/// <summary>Gathers on Sqlite: into a database of its own, which is gone when its connection closes. Rows are read from and written row by row.</summary>
internal sealed class SqliteGathering : GatherDialect
{
    /// <summary>A database without a name: it spills to a file where memory is short. Not pooled, so that it ends with its connection.</summary>
    public override string ScratchDatabase => "Data Source=;Pooling=False";

    public override async ValueTask CreateTableAsync(
        DbCommand statement, ShippedPart part, OwnRows own, GatherMeter meter, bool isAsync, CancellationToken cancellationToken)
    {
        var columns = part.Columns.Select(c => $"{Quote(c.Name)} {c.StoreType}{(c.Collation is { } collation ? $" COLLATE {Quote(collation)}" : "")}");
        statement.CommandText = $"CREATE TABLE {Quote(part.Table.Name)} ({string.Join(", ", columns)})";
        statement.Parameters.Clear();
        await (isAsync ? statement.ExecuteNonQueryAsync(cancellationToken) : Task.FromResult(statement.ExecuteNonQuery())).ConfigureAwait(false);
    }

    public override async ValueTask<RowFlow> AskAsync(GatherSource source, long most, bool isAsync, CancellationToken cancellationToken)
        => new SqliteRowFlow(
            isAsync
                ? await source.Command.ExecuteReaderAsync(source.Parameters, cancellationToken).ConfigureAwait(false)
                : source.Command.ExecuteReader(source.Parameters));

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
