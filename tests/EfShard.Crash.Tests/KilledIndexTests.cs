using EfShard.Crash.Child;
using EfShard.Crash.Tests.Faults;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Crash.Tests;

/// <summary>A process that saves rows with a global index over three Sqlite files is killed, as kill -9 does: rows and entries agree.</summary>
public sealed class KilledIndexTests
{
    [Theory]
    [InlineData("super")]
    [InlineData("journals")]
    [InlineData("any")]
    public async Task Rows_and_entries_of_files_agree_after_a_kill(string moment)
        => await Task.WhenAll(KillAsync(moment), KillAsync(moment));

    private static async Task KillAsync(string moment)
    {
        var folder = Directory.CreateTempSubdirectory("efshard-index-");
        string[] files = [.. Enumerable.Range(0, 3).Select(i => Path.Combine(folder.FullName, $"s{i}.db"))];
        await using (var setup = PeopleContext.OverFiles(files))
        {
            await setup.Database.EnsureCreatedAsync();
        }

        using var child = ChildProcess.Start(["people", string.Join('|', files), moment]);
        var (acknowledged, begun) = (0, new TaskCompletionSource());
        var reading = child.ReadAsync(line =>
        {
            Assert.Equal($"committed {acknowledged}", line);
            if (++acknowledged == 10)
            {
                begun.TrySetResult();
            }
        });
        if (moment == "any")
        {
            await Task.WhenAny(begun.Task, reading).WaitAsync(TimeSpan.FromMinutes(2));
            child.Kill();
        }

        await reading.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(ChildProcess.Killed, await child.EndAsync());

        // Opened through EfShard: whoever comes first completes or undoes the commit that was killed.
        await using (var context = PeopleContext.OverFiles(files))
        {
            var people = await context.People.AsNoTracking().OrderBy(p => p.Id).ToListAsync();
            Assert.InRange(people.Count, acknowledged, acknowledged + 1);
            Assert.InRange(people.Count, 5, int.MaxValue);
            var expected = Enumerable.Range(0, people.Count).ToDictionary(i => i == people.Count - 1 ? $"{i}-1" : $"{i + 1}-0", i => (long)i);
            Assert.Equal(expected, people.ToDictionary(p => p.Name, p => p.Id));
            Assert.Equal(expected, files.SelectMany(Entries).ToDictionary(entry => entry.Name, entry => entry.Id));
            foreach (var (name, id) in expected)
            {
                Assert.Equal(id, (await context.People.AsNoTracking().SingleAsync(p => p.Name == name)).Id);
            }

            // Nothing is locked, and a name that has been given up is free.
            await PeopleContext.TurnAsync(files, people.Count);
            context.Add(new Person { Id = people.Count + 1, Name = people[^1].Name });
            Assert.Equal(1, await context.SaveChangesAsync());
        }

        SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    private static List<(string Name, long Id)> Entries(string file)
    {
        var entries = new List<(string, long)>();
        using var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT Value, Key0 FROM People_Name_GlobalIndex";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            entries.Add((reader.GetString(0), reader.GetInt64(1)));
        }

        return entries;
    }
}
