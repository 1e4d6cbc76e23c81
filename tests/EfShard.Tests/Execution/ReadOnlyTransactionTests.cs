using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Execution;

/// <summary>Transactions that are declared to read only, where the database can't be held to it: Sqlite, here with a copy of each shard that is older than it.</summary>
public sealed class ReadOnlyTransactionTests : IDisposable
{
    private readonly FourShards _shards = new();
    private readonly string _copies = Directory.CreateTempSubdirectory("efshard-copies").FullName;

    public ReadOnlyTransactionTests() => _shards.Fill(owners: 8);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_reads_several_shards_and_refuses_to_write_one(bool isAsync)
    {
        await using var context = new NotesContext(_shards.Options());
        await using (isAsync ? await context.Database.BeginReadOnlyTransactionAsync() : context.Database.BeginReadOnlyTransaction())
        {
            var notes = isAsync ? await context.Notes.ToListAsync() : context.Notes.ToList();
            Assert.Equal(16, notes.Count);

            notes[0].Text = "changed";
            var refusal = isAsync
                ? await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveChangesAsync())
                : Assert.Throws<InvalidOperationException>(() => context.SaveChanges());
            Assert.Contains("Nothing has been sent", refusal.Message, StringComparison.Ordinal);
            Assert.Throws<InvalidOperationException>(() => context.Notes.Where(n => n.OwnerId == 1).ExecuteDelete());
            await Assert.ThrowsAsync<InvalidOperationException>(() => context.Notes.Where(n => n.OwnerId == 1).ExecuteDeleteAsync());
        }

        Assert.Equal(1, isAsync ? await context.SaveChangesAsync() : context.SaveChanges());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Raw_SQL_is_never_written_to_a_copy(bool isAsync)
    {
        await using var context = new NotesContext(Options());
        using (context.Sharding().UseConsistency(Consistency.Eventual))
        {
            await using var transaction = isAsync ? await context.Database.BeginReadOnlyTransactionAsync() : context.Database.BeginReadOnlyTransaction();
            using var pin = context.Sharding().UseShard("s1");
            const string Sql = "UPDATE Notes SET Text = 'raw'";
            Assert.NotEqual(0, isAsync ? await context.Database.ExecuteSqlRawAsync(Sql) : context.Database.ExecuteSqlRaw(Sql));
            await transaction.CommitAsync();
        }

        // It was not seen and so not refused; it was done, and nothing that was reported as done is lost.
        await using var plain = new NotesContext(_shards.Options());
        Assert.All(await plain.Notes.OnShard("s1").ToListAsync(), n => Assert.Equal("raw", n.Text));
    }

    public void Dispose()
    {
        _shards.Dispose();
        Directory.Delete(_copies, recursive: true);
    }

    private DbContextOptions<NotesContext> Options()
    {
        var options = new DbContextOptionsBuilder<NotesContext>();
        options.UseSqlite().UseSharding(sharding =>
        {
            for (var i = 0; i < 4; i++)
            {
                var (file, copy) = (_shards.PathOf(i), Path.Combine(_copies, $"s{i}.db"));
                File.Copy(file, copy, overwrite: true);
                sharding.AddShard("s" + i, s => s.Primary($"Data Source={file};Pooling=False").Replica($"Data Source={copy};Pooling=False"));
            }
        });
        return options.Options;
    }
}
