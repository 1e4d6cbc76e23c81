using System.Collections.Concurrent;
using EfShard.Commit;
using EfShard.Crash.Child;
using EfShard.Crash.Tests.Faults;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace EfShard.Crash.Tests;

/// <summary>The global index and ids on PostgreSQL, with processes that are killed at each step of a commit, and with many that want the same.</summary>
[Collection(LanesFixture.Name)]
public sealed class ServerIndexTests(LanesFixture fixture)
{
    [ClusterFact]
    public async Task Rows_and_entries_agree_wherever_their_process_is_killed()
    {
        // One at a time: the steps after the answer on both paths, the others in one process below.
        List<StoppedCase> single = [.. Enum.GetValues<CommitStep>().Select(step => new StoppedCase((int)step, step, 1, (int)step % 2 == 0 ? "async" : "sync"))];
        single.AddRange(single.TakeLast(2).Select(c => new StoppedCase(c.Number + 50, c.Step, 1, c.Path == "sync" ? "async" : "sync")).ToList());
        await Task.WhenAll(fixture.Lanes.Select((servers, lane) => Task.Run(async () =>
        {
            var shards = await CreateAsync(servers);
            foreach (var one in single.Where((_, i) => i % fixture.Lanes.Count == lane))
            {
                await SetUpAsync(shards, one);
                using var child = ChildProcess.Start(["rename", string.Join('|', shards), $"{one.Number}", $"{one.Step}", one.Path]);
                var output = await child.Output();
                Assert.True(await child.EndAsync() == ChildProcess.Killed, output);
                await RecoverAsync(shards);
                await AgreeAsync(shards, one);
            }
        })));
    }

    [ClusterFact]
    public async Task Rows_and_entries_of_commits_at_all_steps_agree_when_their_process_is_killed()
    {
        var shards = await CreateAsync(fixture.Lanes[3]);
        var cases = StoppedCase.All(firstNumber: 100, others: 1);
        foreach (var one in cases)
        {
            await SetUpAsync(shards, one);
        }

        await StoppedCase.KillAsync(cases, "people", shards);
        await RecoverAsync(shards);

        foreach (var one in cases)
        {
            await AgreeAsync(shards, one);
        }
    }

    [ClusterFact]
    public async Task Of_many_processes_that_want_a_name_exactly_one_has_it()
    {
        const int Processes = 5;
        const int Names = 15;
        var shards = await CreateAsync(fixture.Lanes[1]);

        var lines = await RunAsync([.. Enumerable.Range(0, Processes).Select(worker => new[] { "claim", string.Join('|', shards), $"{worker}", $"{Names}" })]);

        var claims = lines.Select(line => line.Split(' ')).ToLookup(words => words[0], words => (Name: $"claim-{words[1]}", Id: 1_000_000 + (1000 * int.Parse(words[2])) + int.Parse(words[1])));
        Assert.Equal(Enumerable.Range(0, Names).Select(n => $"claim-{n}").Order(), claims["won"].Select(claim => claim.Name).Order());
        Assert.Equal(Names * (Processes - 1), claims["lost"].Count());
        await using var context = PeopleContext.Over(shards);
        var people = await context.People.Where(p => p.Id >= 1_000_000).ToListAsync();
        Assert.Equal(claims["won"].Order(), people.Select(p => (p.Name, (int)p.Id)).Order());
        Assert.Equal(claims["won"].Select(claim => (claim.Name, (long)claim.Id)).Order(), (await EntriesAsync(shards, "claim-%")).Order());
    }

    [ClusterFact]
    public async Task Ids_of_many_processes_differ_though_their_clocks_are_wrong()
    {
        const int Ids = 2000;
        int[] skews = [0, 0, 3600, -3600, 1, 300, -86400];
        IReadOnlyList<string> shards = [.. fixture.Lanes[2].Servers.Select(server => server.ConnectionStringTo("tickets"))];
        await using var context = TicketContext.Over(shards);
        await context.Database.EnsureCreatedAsync();

        var lines = await RunAsync([.. skews.Select(skew => new[] { "ids", string.Join('|', shards), $"{skew}", $"{Ids}" })]);

        Assert.Equal(skews.Length * Ids, lines.Count);
        Assert.Equal(lines.Count, lines.Distinct().Count());
        var saved = await context.Tickets.AsNoTracking().ToListAsync();
        Assert.Equal(skews.Length * 100, saved.Count);
        Assert.Subset(lines.Select(long.Parse).ToHashSet(), saved.Select(ticket => ticket.Id).ToHashSet());
        var some = saved[0];
        Assert.Equal(some.OwnerId, (await context.Tickets.AsNoTracking().SingleAsync(ticket => ticket.Id == some.Id)).OwnerId);
    }

    private static async Task SetUpAsync(IReadOnlyList<string> shards, StoppedCase one)
    {
        await using var setup = PeopleContext.Over(shards);
        setup.Add(new Person { Id = 10 * one.Number, Name = $"{one.Number}-a" });
        await setup.SaveChangesAsync();
    }

    private static async Task RecoverAsync(IReadOnlyList<string> shards)
    {
        await using var context = PeopleContext.Over(shards);
        await Eventually.TrueAsync(
            async () => await context.Sharding().RecoverInDoubtAsync(TimeSpan.Zero) is { InDoubt.Count: 0, Failures.Count: 0 }, "nothing is in doubt");
    }

    private static async Task AgreeAsync(IReadOnlyList<string> shards, StoppedCase one)
    {
        await using var context = PeopleContext.Over(shards);
        var (turn, what) = (one.Number, $"{one}");
        (string Name, long Id)[] expected = one.IsDecided ? [($"{turn}-b", 10 * turn), ($"{turn}-c", (10 * turn) + 1)] : [($"{turn}-a", 10 * turn)];
        var people = await context.People.AsNoTracking().Where(p => p.Id / 10 == turn).ToListAsync();
        Assert.True(expected.SequenceEqual(people.Select(p => (p.Name, p.Id)).Order()), what);
        Assert.True(expected.SequenceEqual((await EntriesAsync(shards, $"{turn}-%")).Order()), what);
        foreach (var (name, id) in expected)
        {
            Assert.Equal(id, (await context.People.AsNoTracking().SingleAsync(p => p.Name == name)).Id);
        }

        // Nothing is locked; a name that was given up is free, and one that was not is not.
        if (one.IsDecided)
        {
            context.Add(new Person { Id = (10 * turn) + 2, Name = $"{turn}-a" });
            await context.SaveChangesAsync();
            context.Add(new Person { Id = (10 * turn) + 3, Name = $"{turn}-b" });
            await Assert.ThrowsAsync<DuplicateValueException>(() => context.SaveChangesAsync());
        }
        else
        {
            await PeopleContext.RenameAsync(shards, turn, async: true);
        }
    }

    /// <summary>Databases of people on the servers of a lane, beside the ledger's.</summary>
    private static async Task<IReadOnlyList<string>> CreateAsync(LedgerServers servers)
    {
        IReadOnlyList<string> shards = [.. servers.Servers.Select(server => server.ConnectionStringTo("people"))];
        await using var context = PeopleContext.Over(shards);
        await context.Database.EnsureCreatedAsync();
        return shards;
    }

    /// <summary>Runs processes that begin when all are ready, and returns what they say after that.</summary>
    private static async Task<List<string>> RunAsync(string[][] arguments)
    {
        var children = arguments.Select(ChildProcess.Start).ToList();
        try
        {
            var lines = new ConcurrentQueue<string>();
            var ready = children.ConvertAll(_ => new TaskCompletionSource());
            var reading = children.Select((child, i) => child.ReadAsync(line =>
            {
                if (!ready[i].TrySetResult())
                {
                    lines.Enqueue(line);
                }
            })).ToList();
            await Task.WhenAll(ready.Select((task, i) => Task.WhenAny(task.Task, reading[i]))).WaitAsync(TimeSpan.FromMinutes(3));
            await Task.WhenAll(children.Select(child => child.GoAsync()));
            await Task.WhenAll(reading).WaitAsync(TimeSpan.FromMinutes(3));
            Assert.All(await Task.WhenAll(children.Select(child => child.EndAsync())), code => Assert.Equal(0, code));
            return [.. lines];
        }
        finally
        {
            children.ForEach(child => child.Dispose());
        }
    }

    private static async Task<List<(string Name, long Id)>> EntriesAsync(IReadOnlyList<string> shards, string pattern)
    {
        var entries = new List<(string, long)>();
        foreach (var shard in shards)
        {
            await using var connection = new NpgsqlConnection(shard);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("""SELECT "Value", "Key0" FROM "People_Name_GlobalIndex" WHERE "Value" LIKE $1""", connection) { Parameters = { new() { Value = pattern } } };
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                entries.Add((reader.GetString(0), reader.GetInt64(1)));
            }
        }

        return entries;
    }
}
