using BlogApp.Hosting;
using Microsoft.Data.Sqlite;

namespace BlogApp.Data.Replicas;

/// <summary>
/// Gives each Sqlite shard a replica to play with: a copy of its file by Sqlite's backup API, made anew after each interval in which the file changed.
/// No way to run a site, but it has what matters here: a copy that is behind. Real replicas come with <c>--database postgres</c>.
/// </summary>
internal sealed partial class SqliteCopies(BlogOptions options, CopySchedule schedule, TimeProvider clock, ILogger<SqliteCopies> logger) : BackgroundService
{
    private const int Busy = 5;
    private const int Locked = 6;

    // Shorter than any choice, so that a new choice is soon in force.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SqliteConnection> _sources = new(StringComparer.Ordinal);

    /// <summary>Makes all copies at once: before the first request there must be something to read.</summary>
    public void CopyAll()
    {
        lock (_gate)
        {
            foreach (var shard in Copied)
            {
                Copy(shard);
            }
        }
    }

    public override void Dispose()
    {
        foreach (var source in _sources.Values)
        {
            source.Dispose();
        }

        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        while (!stoppingToken.IsCancellationRequested && await WaitAsync(timer, stoppingToken))
        {
            foreach (var shard in Copied.Where(shard => schedule.BehindOf(shard.Name) is not { } behind || behind >= schedule.Interval))
            {
                try
                {
                    lock (_gate)
                    {
                        Copy(shard);
                    }
                }
                catch (SqliteException busy) when (busy.SqliteErrorCode is Busy or Locked)
                {
                    StillBusy(logger, shard.Name, busy); // the next tick tries again
                }
            }
        }
    }

    private IEnumerable<BlogShard> Copied => options.UsesPostgres ? [] : options.Shards.Where(shard => shard.Replicas.Count > 0);

    private void Copy(BlogShard shard)
    {
        var begun = clock.GetTimestamp();
        var source = SourceOf(shard);
        var version = VersionOf(source);
        if (!_versions.TryGetValue(shard.Name, out var copied) || copied != version)
        {
            foreach (var replica in shard.Replicas)
            {
                using var target = new SqliteConnection(replica);
                target.Open();
                source.BackupDatabase(target);
            }

            _versions[shard.Name] = version;
        }

        schedule.Copied(shard.Name, begun);
    }

    private SqliteConnection SourceOf(BlogShard shard)
    {
        if (!_sources.TryGetValue(shard.Name, out var source))
        {
            source = new SqliteConnection(shard.Primary);
            source.Open();
            _sources.Add(shard.Name, source);
        }

        return source;
    }

    // Changes whenever another connection has committed to the file.
    private static long VersionOf(SqliteConnection source)
    {
        using var command = source.CreateCommand();
        command.CommandText = "PRAGMA data_version";
        return (long)command.ExecuteScalar()!;
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The copy of shard {shard} could not be made just now.")]
    private static partial void StillBusy(ILogger logger, string shard, SqliteException error);
}
