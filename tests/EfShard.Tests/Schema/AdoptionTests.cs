using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Schema;

/// <summary>One shard over a database that plain EF Core made: it works at once, as before, and only the map is new.</summary>
public sealed class AdoptionTests : IDisposable
{
    private readonly SqliteFiles _files = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_plain_database_works_at_once(bool async)
    {
        await using (var plain = Plain())
        {
            await plain.Database.EnsureCreatedAsync();
            plain.Add(new Note { Text = "old" });
            await plain.SaveChangesAsync();
        }

        var before = Tables();
        await using var context = Sharded();
        Assert.Equal("old", async ? (await context.Notes.SingleAsync()).Text : context.Notes.Single().Text);

        // Numbered by the database, read as SQL, written in bulk, counted, in a transaction: all as before.
        context.Add(new Note { Text = "new" });
        await context.SaveChangesAsync();
        Assert.Equal(2, await context.Notes.FromSql($"SELECT * FROM Notes").CountAsync());
        await using (var transaction = await context.Database.BeginTransactionAsync())
        {
            Assert.Equal(1, await context.Database.ExecuteSqlAsync($"UPDATE Notes SET Text = 'newer' WHERE Text = 'new'"));
            await transaction.CommitAsync();
        }

        Assert.Equal(1, await context.Notes.Where(n => n.Text == "newer").ExecuteDeleteAsync());
        Assert.Equal(before.Append("__EFShardMap").Append("__EFShardIds").Order(StringComparer.Ordinal), Tables());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EnsureCreated_adopts_the_tables_that_are_there(bool async)
    {
        await using (var plain = Plain())
        {
            await plain.Database.EnsureCreatedAsync();
        }

        await using var context = Sharded();
        Assert.False(async ? await context.Database.EnsureCreatedAsync() : context.Database.EnsureCreated());
        Assert.Contains("__EFShardMap", Tables());
    }

    [Fact]
    public async Task Two_shards_adopt_nothing()
    {
        await using (var plain = Plain())
        {
            await plain.Database.EnsureCreatedAsync();
        }

        await using var context = new NoteContext(new DbContextOptionsBuilder<NoteContext>().UseSqlite()
            .UseSharding(sharding => sharding.AddShard("a", _files["plain"]).AddShard("b", _files["b"]).UnmarkedEntities(UnmarkedEntities.OnDefaultShard)).Options);
        await Assert.ThrowsAsync<ShardMapException>(() => context.Notes.ToListAsync());
    }

    public void Dispose() => _files.Dispose();

    private NoteContext Plain() => new(new DbContextOptionsBuilder<NoteContext>().UseSqlite(_files["plain"]).Options);

    private NoteContext Sharded()
        => new(new DbContextOptionsBuilder<NoteContext>().UseSqlite().UseSharding(sharding => sharding.AddShard("a", _files["plain"])).Options);

    private IReadOnlyList<string> Tables()
        => ((string)_files.Scalar("plain", "SELECT group_concat(name) FROM (SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name)")!).Split(',');

    private sealed class NoteContext(DbContextOptions<NoteContext> options) : DbContext(options)
    {
        public DbSet<Note> Notes => Set<Note>();
    }

    private sealed class Note
    {
        public int Id { get; init; }

        public string Text { get; init; } = "";
    }
}
