using System.Globalization;
using EfShard.Model;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Execution.Rehearsing;

/// <summary>Makes a dry run's report: reads the <see cref="DryRunLedger" />, and counts the rows that would be shipped.</summary>
internal sealed class DryRunReporting(ShardConnectionSet connections)
{
    private readonly ShardTopology _planned = connections.Topology.Planned ?? throw new InvalidOperationException(
        "There is no dry run to report on: the context's options have no DryRun(). Call UseSharding(sharding => sharding.DryRun()).");

    public async ValueTask<DryRunReport> ReportAsync(bool isAsync, CancellationToken cancellationToken)
    {
        var ledger = DryRunLedger.Of(_planned);
        var connection = connections.CreateApart(0);
        try
        {
            _ = isAsync ? await connection.OpenAsync(cancellationToken).ConfigureAwait(false) : connection.Open();
            var count = new ShippingCount(connections, connection, isAsync);
            var statements = new List<DryRunStatement>();
            foreach (var (text, entry) in ledger.Statements)
            {
                var read = entry.Read();
                long? rows = read.Sample is { } sample ? await count.CountAsync(sample, cancellationToken).ConfigureAwait(false) : null;
                var isTooMuch = rows > _planned.GatherRows;
                statements.Add(new DryRunStatement
                {
                    Text = text,
                    Tier = isTooMuch ? DryRunTier.Refused : read.Tier,
                    MaxShards = read.MaxShards,
                    Executions = read.Executions,
                    Plan = read.Plan,
                    Error = isTooMuch ? TooMuch(rows!.Value) : read.Error,
                    ShippedRows = rows,
                });
            }

            return Report(ledger, statements);
        }
        finally
        {
            if (isAsync)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                connection.Dispose();
            }
        }
    }

    private string TooMuch(long rows) => string.Create(
        CultureInfo.InvariantCulture,
        $"It would gather {rows} rows, and GatherBudget allows {_planned.GatherRows}. Add a condition that leaves fewer rows, or one on the shard key, or raise the budget.");

    private DryRunReport Report(DryRunLedger ledger, List<DryRunStatement> statements)
        => new()
        {
            Shards = _planned.Shards.Select(s => new Shard(s.Name)).ToArray(),
            UnmarkedEntities = _planned.UnmarkedEntities is UnmarkedEntities.Refuse
                ? ShardModel.Of(connections.Context.Model).Unmarked.Select(type => type.DisplayName()).Order(StringComparer.Ordinal).ToArray()
                : [],
            Statements =
            [
                .. statements.OrderByDescending(s => s.Tier).ThenByDescending(s => s.MaxShards).ThenByDescending(s => s.Executions)
                    .ThenBy(s => s.Text, StringComparer.Ordinal),
            ],
            Writes =
            [
                .. ledger.Writes.Select(Write).OrderByDescending(w => w.Tier).ThenByDescending(w => w.MaxShards).ThenByDescending(w => w.Executions)
                    .ThenBy(w => string.Join(',', w.Entities), StringComparer.Ordinal),
            ],
            Unlisted = ledger.Unlisted,
        };

    private static DryRunWrite Write(KeyValuePair<(string Entities, bool IsInTransaction), LedgerEntry> pair)
    {
        var read = pair.Value.Read();
        return new DryRunWrite
        {
            Entities = pair.Key.Entities.Split('\n'),
            IsInTransaction = pair.Key.IsInTransaction,
            Tier = read.Tier,
            MaxShards = read.MaxShards,
            Executions = read.Executions,
            Error = read.Error,
        };
    }
}
