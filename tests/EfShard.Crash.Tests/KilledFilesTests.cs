using EfShard.Crash.Child;
using EfShard.Crash.Tests.Faults;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Crash.Tests;

/// <summary>A process that saves over three Sqlite files is killed, as kill -9 does: in the middle of a commit, with journals left behind, and at any time.</summary>
public sealed class KilledFilesTests
{
    // Twice each where the moment is a known one.
    [Fact]
    public async Task Killed_at_any_moment_it_leaves_all_or_nothing()
    {
        string[] moments = ["super", "super", "journals", "journals", "any", "any", "any", "any"];
        var left = new int[moments.Length];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, moments.Length),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (i, _) => left[i] = await KillAsync(moments[i], i));

        // Journals that a killed commit has left are what the next one to open the files has to deal with.
        Assert.True(moments.Zip(left).Any(m => m.First == "super" && m.Second > 0), "No kill left a journal in the middle of a commit.");
    }

    private static async Task<int> KillAsync(string moment, int number)
    {
        var folder = Directory.CreateTempSubdirectory("efshard-files-");
        string[] files = [.. Enumerable.Range(0, 3).Select(i => Path.Combine(folder.FullName, $"s{i}.db"))];
        await using (var setup = LedgerContext.OverFiles(files))
        {
            await setup.Database.EnsureCreatedAsync();
            setup.AddRange(Enumerable.Range(0, 3).Select(i => new Account { Id = i }));
            await setup.SaveChangesAsync();
        }

        using var child = ChildProcess.Start(["files", string.Join('|', files), moment]);
        var (acknowledged, begun) = (new List<Guid>(), new TaskCompletionSource());
        var reading = child.ReadAsync(line =>
        {
            acknowledged.Add(Guid.Parse(line.Split(' ')[1]));
            begun.TrySetResult();
        });
        if (moment == "any")
        {
            await Task.WhenAny(begun.Task, reading).WaitAsync(TimeSpan.FromMinutes(2));
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(60)));
            child.Kill();
        }

        await reading.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(ChildProcess.Killed, await child.EndAsync());
        var journals = folder.GetFiles("*-journal").Length;

        await using (var context = LedgerContext.OverFiles(files))
        {
            var bookings = (await context.Bookings.AsNoTracking().ToListAsync()).GroupBy(b => b.Id).ToDictionary(g => g.Key, g => g.Count());
            var what = $"{moment} {number}, {journals} journals";
            Assert.All(bookings, booking => Assert.True(booking.Value == 3, $"{what}: booked on {booking.Value} of 3 files"));
            Assert.All(acknowledged, id => Assert.True(bookings.ContainsKey(id), $"{what}: acknowledged, and lost"));
            Assert.InRange(bookings.Count, acknowledged.Count, acknowledged.Count + 1);
            Assert.All(await context.Accounts.AsNoTracking().ToListAsync(), account => Assert.Equal(bookings.Count, account.Balance));

            // Nothing is locked, and the files go on.
            await Teller.BookAsync(context, Guid.NewGuid(), (0, 1), (1, 1), (2, 1));
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
        return journals;
    }
}
