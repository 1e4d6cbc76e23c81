using System.Globalization;
using System.Threading.Channels;
using EfShard.TestServers.Clusters;
using Xunit;

namespace EfShard.Crash.Tests.Faults;

/// <summary>Processes that recover at the same time, whenever they are told.</summary>
internal sealed class Rescuers : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private readonly List<ChildProcess> _processes;
    private readonly List<Channel<string>> _lines = [];

    /// <param name="count">How many.</param>
    /// <param name="rounds">The servers and the grace of each time.</param>
    public Rescuers(int count, IReadOnlyList<(IReadOnlyList<PostgresNode> Servers, TimeSpan Grace)> rounds)
    {
        IEnumerable<string> arguments = rounds.SelectMany(
            round => new[] { Argument(round.Servers), round.Grace.TotalSeconds.ToString(CultureInfo.InvariantCulture) });
        _processes = [.. Enumerable.Range(0, count).Select(_ => ChildProcess.Start(["recover", .. arguments]))];
        foreach (var process in _processes)
        {
            var lines = Channel.CreateUnbounded<string>();
            _lines.Add(lines);
            _ = ReadAsync(process, lines.Writer);
        }
    }

    /// <summary>The connection strings of servers, as the processes take them.</summary>
    public static string Argument(IReadOnlyList<PostgresNode> servers) => string.Join('|', servers.Select(server => server.ConnectionString));

    /// <summary>Has all of them recover, once all are ready. Returns how many parts they say that they have ended.</summary>
    public async Task<long> RecoverAsync()
    {
        Assert.All(await NextAsync(), line => Assert.Equal("ready", line));
        await Task.WhenAll(_processes.Select(process => process.GoAsync()));
        return (await NextAsync()).Sum(line =>
        {
            var words = line.Split(' ');
            Assert.True(words is ["ended", _, _], line);
            return long.Parse(words[1], CultureInfo.InvariantCulture) + long.Parse(words[2], CultureInfo.InvariantCulture);
        });
    }

    public void Dispose() => _processes.ForEach(process => process.Dispose());

    private static async Task ReadAsync(ChildProcess process, ChannelWriter<string> lines)
    {
        await process.ReadAsync(line => lines.TryWrite(line));
        lines.Complete();
    }

    private Task<string[]> NextAsync() => Task.WhenAll(_lines.Select(lines => lines.Reader.ReadAsync().AsTask().WaitAsync(Deadline)));
}
