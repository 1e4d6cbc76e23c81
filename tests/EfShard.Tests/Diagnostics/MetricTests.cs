using System.Diagnostics.Metrics;
using EfShard.Tests.Execution;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Diagnostics;

/// <summary>What is counted of statements. Other tests count too: each shard here has a name that no other has.</summary>
public sealed class MetricTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Legs_rows_and_connections_are_counted_by_shard(bool isAsync)
    {
        var folder = Directory.CreateTempSubdirectory("efshard-metrics").FullName;
        var (a, b) = ($"a{Guid.NewGuid():N}", $"b{Guid.NewGuid():N}");
        var options = new DbContextOptionsBuilder<NotesContext>().UseSqlite().UseSharding(s => s
            .AddShard(a, $"Data Source={Path.Combine(folder, "a.db")};Pooling=False")
            .AddShard(b, $"Data Source={Path.Combine(folder, "b.db")};Pooling=False")
            .CrossShardCommit(CrossShardCommit.BestEffort)).Options;
        await using (var context = new NotesContext(options))
        {
            await context.Database.EnsureCreatedAsync();
            context.AddRange(Enumerable.Range(1, 20).Select(i => new Note { Id = i, OwnerId = i }));
            await context.SaveChangesAsync();
        }

        var counts = new Dictionary<(string Instrument, string Shard), double>();
        using var listener = new MeterListener { InstrumentPublished = (i, l) => Enable(i, l) };
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Add(i, value, tags));
        listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Add(i, value, tags));
        listener.Start();
        await using (var context = new NotesContext(options))
        {
            var query = context.Notes.OrderBy(n => n.Id);
            var rows = isAsync ? await query.ToListAsync() : query.ToList();
            var onA = rows.Count(n => context.Sharding().ShardOf(n).Name == a);
            var one = rows.First(n => context.Sharding().ShardOf(n).Name == a);
            _ = isAsync ? await context.Notes.SingleAsync(n => n.OwnerId == one.OwnerId) : context.Notes.Single(n => n.OwnerId == one.OwnerId);

            // Rows that are not merged are the database's own to count.
            Assert.Equal((2, 1), (counts[("efshard.legs", a)], counts[("efshard.legs", b)]));
            Assert.Equal((onA, 20 - onA), (counts[("efshard.rows.merged", a)], counts[("efshard.rows.merged", b)]));

            var joined = context.Notes.Join(context.Notes, n => n.Id, o => o.Id + 1, (n, o) => new { n.Id, Other = o.Id }).WithGather(GatherPolicy.Allow);
            Assert.Equal(19, (isAsync ? await joined.ToListAsync() : joined.ToList()).Count);
            Assert.Equal((onA, 20 - onA), (counts[("efshard.rows.shipped", a)], counts[("efshard.rows.shipped", b)]));
            Assert.True(counts[("efshard.bytes.shipped", a)] >= onA * sizeof(long));

            using var pinned = context.Sharding().UseShard(b);
            await context.Database.OpenConnectionAsync();
            listener.RecordObservableInstruments();
            Assert.Equal((0, 1), (counts[("efshard.connections", a)], counts[("efshard.connections", b)]));
        }

        Directory.Delete(folder, recursive: true);

        static void Enable(Instrument instrument, MeterListener listener)
        {
            if (instrument.Meter.Name == "EfShard")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        }

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var (key, shard) in tags)
            {
                if (key == "efshard.shard")
                {
                    lock (counts)
                    {
                        counts[(instrument.Name, (string)shard!)] = counts.GetValueOrDefault((instrument.Name, (string)shard!)) + value;
                    }
                }
            }
        }
    }
}
