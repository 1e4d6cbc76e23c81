using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.EFCore9.Tests;

/// <summary>Four Sqlite files with the same few writers and notes as in <see cref="Writers" />, filled shard by shard with plain EF Core.</summary>
public sealed class FourShards : IAsyncLifetime
{
    public static readonly string[] Names = ["s0", "s1", "s2", "s3"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("efshard-ef9-");

    /// <summary>All rows, as objects of their own: 24 writers, the nth with n % 5 notes.</summary>
    internal static List<Writer> Writers => Enumerable.Range(1, 24).Select(CreateWriter).ToList();

    internal static List<Note> Notes => Writers.SelectMany(w => w.Notes).ToList();

    internal NotesContext Open(CrossShardCommit commit = CrossShardCommit.Reject)
        => new(new DbContextOptionsBuilder<NotesContext>()
            .UseSqlite()
            .UseSharding(sharding =>
            {
                Array.ForEach(Names, name => sharding.AddShard(name, Database(name)));
                sharding.CrossShardCommit(commit);
            })
            .Options);

    /// <summary>One shard's file, without EfShard.</summary>
    internal NotesContext OpenPlain(string shard)
        => new(new DbContextOptionsBuilder<NotesContext>().UseSqlite(Database(shard)).Options);

    public async Task InitializeAsync()
    {
        await using var sharded = Open();
        Assert.True(await sharded.Database.EnsureCreatedAsync());
        foreach (var name in Names)
        {
            await using var plain = OpenPlain(name);
            plain.AddRange(Writers.Where(w => sharded.Sharding().ShardOf(w).Name == name));
            plain.Add(new Language { Code = "nn", Name = "Nynorsk" });
            await plain.SaveChangesAsync();
        }
    }

    public Task DisposeAsync()
    {
        foreach (var name in Names)
        {
            using var connection = new SqliteConnection(Database(name));
            SqliteConnection.ClearPool(connection);
        }

        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    private string Database(string shard) => $"Data Source={Path.Combine(_folder.FullName, shard + ".db")}";

    private static Writer CreateWriter(int n)
    {
        // Names differ in case so that bytes would order them otherwise.
        var writer = new Writer { Id = n, Name = (n % 2 == 0 ? "writer " : "Writer ") + (char)('a' + (n * 7 % 24)) };
        writer.Notes.AddRange(Enumerable.Range(0, n % 5).Select(i => new Note
        {
            Id = (n * 10) + i, WriterId = n, Text = $"note {i} of {n}", Stars = (n + i) % 4 == 0 ? null : (n + i) % 3,
        }));
        return writer;
    }
}
