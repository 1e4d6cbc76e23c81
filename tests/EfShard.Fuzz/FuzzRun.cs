using System.Diagnostics;
using EfShard.Differential.Tests.Databases;
using EfShard.Differential.Tests.Generator;
using EfShard.TestServers;

namespace EfShard.Fuzz;

/// <summary>Asks one random query after the other, and tells what became of them.</summary>
internal sealed class FuzzRun : IAsyncDisposable
{
    private readonly FuzzOptions _options;
    private readonly List<(TrackerDatabases Databases, Tally Tally)> _targets = [];
    private readonly StreamWriter _log;
    private int _wrong;

    private FuzzRun(FuzzOptions options)
    {
        _options = options;
        var folder = Directory.CreateDirectory("artifacts/fuzz");
        _log = new(Path.Combine(folder.FullName, $"{DateTime.UtcNow:yyyyMMdd-HHmmss}-{Environment.ProcessId}.txt"));
    }

    public static async Task<FuzzRun> StartAsync(FuzzOptions options)
    {
        var run = new FuzzRun(options);
        if (options.Provider is not "postgres")
        {
            run._targets.Add((new SqliteTracker(), new()));
        }

        if (options.Provider is not "sqlite" && (options.Provider is "postgres" || PostgresShards.SkipReason is null))
        {
            run._targets.Add((await PostgresTracker.StartAsync(), new()));
        }

        foreach (var (databases, _) in run._targets)
        {
            await databases.CreateAsync();
        }

        return run;
    }

    /// <summary>Runs until the time is over.</summary>
    /// <returns>Whether no query was answered wrongly.</returns>
    public async Task<bool> RunAsync()
    {
        var watch = Stopwatch.StartNew();
        var seed = _options.Seed;
        Tell($"from seed {seed}");
        do
        {
            foreach (var (databases, tally) in _targets)
            {
                await AskAsync(databases, tally, seed);
            }

            if (++seed % Trial.QuestionsPerWorld == 0)
            {
                TellTallies();
            }
        }
        while (watch.Elapsed < _options.Time);

        TellTallies();
        Tell(_wrong == 0 ? "Nothing found." : $"{_wrong} wrong.");
        return _wrong == 0;
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        foreach (var (databases, _) in _targets)
        {
            await databases.DisposeAsync();
        }
    }

    private async Task AskAsync(TrackerDatabases databases, Tally tally, uint seed)
    {
        var trial = Trial.Of(seed);
        var verdict = await Judge.JudgeAsync(databases, trial);
        tally.Add(verdict);
        var text = $"seed {seed}, {verdict.Tier}{verdict.NotTranslatable}{verdict.Refusal}: {await Judge.DescribeAsync(databases, trial, verdict)}";
        if (_options.Time == TimeSpan.Zero)
        {
            Tell(text);
        }
        else
        {
            _log.WriteLine(text);
        }

        if (verdict.Wrong is not null)
        {
            _wrong++;
            Tell($"WRONG: ./fuzz.sh --seed {seed} {databases.Provider}");
            Tell(await Judge.DescribeAsync(databases, await Judge.ShrinkAsync(databases, trial)));
        }
    }

    private void TellTallies() => _targets.ForEach(target => Tell($"{target.Databases.Provider}: {target.Tally}"));

    private void Tell(string text)
    {
        Console.WriteLine(text);
        _log.WriteLine(text);
        _log.Flush();
    }
}
