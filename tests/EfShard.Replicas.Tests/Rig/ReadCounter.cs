using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace EfShard.Replicas.Tests.Rig;

/// <summary>Counts reads by the server that answered, from EfShard's own meter, for one context's flow or all of the process.</summary>
public sealed class ReadCounter : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, int> _reads = new();

    public ReadCounter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "efshard.replica.reads")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag.Key == "efshard.server")
                {
                    Last = (string)tag.Value!;
                    _reads.AddOrUpdate(Last, 1, (_, n) => n + 1);
                }
            }
        });
        _listener.Start();
    }

    /// <summary>The server that answered last.</summary>
    public string? Last { get; private set; }

    /// <summary>The reads of a server: "s0/0" for the first in the options of shard s0, its primary, "s0/1" for its first replica.</summary>
    public int this[string server] => _reads.GetValueOrDefault(server);

    public int Total => _reads.Values.Sum();

    public void Dispose() => _listener.Dispose();
}
