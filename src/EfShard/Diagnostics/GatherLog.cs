using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace EfShard.Diagnostics;

/// <summary>Tells EF Core's logger what a query gathered, so that <c>ConfigureWarnings</c> and <c>LogTo</c> work as for EF Core's own events.</summary>
internal static class GatherLog
{
    private static readonly ConditionalWeakTable<ILoggingOptions, EventDefinition<string, string, string>> Definitions = [];

    public static void QueryGathered(IDiagnosticsLogger<DbLoggerCategory.Query> logger, long rows, long bytes, string plan)
    {
        var definition = Definitions.GetValue(logger.Options, Define);
        var (rowText, byteText) = (rows.ToString("N0", CultureInfo.InvariantCulture), bytes.ToString("N0", CultureInfo.InvariantCulture));
        if (logger.ShouldLog(definition))
        {
            definition.Log(logger, rowText, byteText, plan);
        }

        if (logger.NeedsEventData(definition, out var diagnosticSourceEnabled, out var simpleLogEnabled))
        {
            var data = new EventData(
                definition, (d, _) => ((EventDefinition<string, string, string>)d).GenerateMessage(rowText, byteText, plan));
            logger.DispatchEventData(definition, data, diagnosticSourceEnabled, simpleLogEnabled);
        }
    }

    private static EventDefinition<string, string, string> Define(ILoggingOptions options)
        => new(
            options, ShardingEventId.QueryGathered, LogLevel.Warning, "ShardingEventId.QueryGathered",
            level => LoggerMessage.Define<string, string, string>(
                level, ShardingEventId.QueryGathered,
                "A query gathered {rows} rows ({bytes} bytes from other shards), because several shards could not answer it each by itself. If that is meant, "
                + "say WithGather(GatherPolicy.Allow) on it; docs/gather.md says what makes a query local. Its plan:" + Environment.NewLine + "{plan}"));
}
