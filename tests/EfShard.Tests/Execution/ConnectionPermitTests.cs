using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Execution;

public sealed class ConnectionPermitTests : IDisposable
{
    private readonly FourShards _shards = new();

    public ConnectionPermitTests() => _shards.Fill(owners: 20);

    [Fact]
    public async Task A_process_opens_no_more_connections_to_a_shard_than_allowed_and_gives_them_back()
    {
        var options = _shards.Options(s => s.MaxConnectionsPerShard(1));
        await using var first = new NotesContext(options);
        await using var second = new NotesContext(options);
        var rows = first.Notes.OnShard("s1").AsAsyncEnumerable().GetAsyncEnumerator();
        Assert.True(await rows.MoveNextAsync());

        // The only permit for s1 is in use, others are free.
        Assert.NotEmpty(await second.Notes.OnShard("s2").ToListAsync());
        var waiting = Task.Run(() => second.Notes.OnShard("s1").ToListAsync());
        Assert.False(waiting.IsCompleted);

        await rows.DisposeAsync();
        Assert.NotEmpty(await waiting.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Permits_come_back_after_errors_transactions_and_disposal()
    {
        var options = _shards.Options(s => s.MaxConnectionsPerShard(1));
        for (var i = 0; i < 5; i++)
        {
            await using (var failing = new NotesContext(options))
            {
                await Assert.ThrowsAnyAsync<Exception>(() => failing.Notes.OnShard("s0").Select(n => EF.Functions.Like(n.Text, n.Text, "xx")).ToListAsync());
            }

            await using (var context = new NotesContext(options))
            {
                await using var transaction = await context.Database.BeginTransactionAsync();
                Assert.NotEmpty(await context.Notes.OrderBy(n => n.Id).ToListAsync());
                await transaction.RollbackAsync();
            }

            await using (var abandoned = new NotesContext(options))
            {
                await abandoned.Database.BeginTransactionAsync();
                await abandoned.Notes.FirstAsync();
            }
        }

        await using var last = new NotesContext(options);
        Assert.Equal(40, (await last.Notes.ToListAsync()).Count);
    }

    public void Dispose() => _shards.Dispose();
}
