using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace BlogApp.Diagnostics;

/// <summary>Writes each command that EF Core runs into the <see cref="QueryLog"/>.</summary>
internal sealed class QueryLogInterceptor(QueryLog log, TimeProvider clock) : DbCommandInterceptor
{
    // The end of reading, not of executing, tells the rows and the whole time.
    public override InterceptionResult DataReaderDisposing(DbCommand command, DataReaderDisposingEventData eventData, InterceptionResult result)
    {
        var write = eventData.RecordsAffected >= 0; // -1 after a SELECT
        var rows = write ? eventData.RecordsAffected : eventData.ReadCount;
        Add(command, write, rows, eventData.Duration);
        return result;
    }

    public override int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result)
    {
        Add(command, write: true, Math.Max(result, 0), eventData.Duration);
        return result;
    }

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
        => ValueTask.FromResult(NonQueryExecuted(command, eventData, result));

    private void Add(DbCommand command, bool write, long rows, TimeSpan duration)
    {
        var shard = Path.GetFileNameWithoutExtension(command.Connection?.DataSource ?? "");
        log.Add(new QueryLogEntry(clock.GetUtcNow(), write ? "write" : "query", command.CommandText, [new QueryLeg(shard, rows, duration)], duration));
    }
}
