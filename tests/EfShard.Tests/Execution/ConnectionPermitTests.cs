using EfShard.Infrastructure;
using EfShard.TestServers;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Execution;

public sealed class ConnectionPermitTests : IDisposable
{
    private readonly FourShards _shards = new();
    private readonly string _copies = Directory.CreateTempSubdirectory("efshard-permits").FullName;

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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_statements_over_all_shards_do_not_hold_the_connections_that_the_other_waits_for(bool isAsync)
    {
        var shards = ShardingOptionsExtension.TopologyOf(_shards.Options(OneConnection)).Shards;

        // The first statement has a connection to one shard, and wants the others when they are in use: by the second statement, if nothing hinders that.
        var gate = new FirstLegAlone(() => shards.All(IsInUse));
        var first = Task.Run(() => ReadAllAsync(_shards.Options(OneConnection, gate), isAsync));
        await Eventually.TrueAsync(() => first.IsCompleted || (gate.IsHolding && shards.Any(IsInUse)), "the first statement has one leg open");
        var second = Task.Run(() => ReadAllAsync(_shards.Options(OneConnection), isAsync));

        Assert.Equal(40, await first.WaitAsync(TimeSpan.FromSeconds(90)));
        Assert.Equal(40, await second.WaitAsync(TimeSpan.FromSeconds(90)));
        Assert.DoesNotContain(shards, IsInUse);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_statement_that_waits_for_a_shard_keeps_those_after_it_free_for_others(bool isAsync, bool hasReplicas)
    {
        var options = hasReplicas ? WithReplicas() : _shards.Options(OneConnection);
        await using var holder = new NotesContext(options);
        var rows = holder.Notes.OnShard("s0").AsAsyncEnumerable().GetAsyncEnumerator();
        Assert.True(await rows.MoveNextAsync());

        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = Task.Run(() => ReadAllAsync(options, isAsync, begun));
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));
        foreach (var shard in (string[])["s1", "s2", "s3", "s1", "s2", "s3"])
        {
            await using var other = new NotesContext(options);
            Assert.NotEmpty(await other.Notes.OnShard(shard).ToListAsync());
        }

        Assert.False(waiting.IsCompleted);
        await rows.DisposeAsync();
        Assert.Equal(40, await waiting.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.DoesNotContain(ShardingOptionsExtension.TopologyOf(options).Shards, IsInUse);
    }

    [Fact]
    public async Task One_connection_a_shard_is_enough_for_many_statements_of_all_kinds_at_once()
    {
        var options = _shards.Options(OneConnection);
        var counts = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            await using var context = new NotesContext(options);
            return (i % 4) switch
            {
                0 => (await context.Notes.OrderBy(n => n.Text).ToListAsync()).Count,
                1 => context.Notes.OrderBy(n => n.Id).ToList().Count,
                2 => await context.Notes.CountAsync(),
                _ => await InTransactionAsync(context),
            };
        })));

        Assert.All(counts, count => Assert.Equal(40, count));

        static async Task<int> InTransactionAsync(NotesContext context)
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            return (await context.Notes.ToListAsync()).Count;
        }
    }

    [Fact]
    public async Task Permits_come_back_where_a_statement_gives_up_waiting_for_the_last()
    {
        var options = _shards.Options(OneConnection);
        await using var holder = new NotesContext(options);
        var rows = holder.Notes.OnShard("s3").AsAsyncEnumerable().GetAsyncEnumerator();
        Assert.True(await rows.MoveNextAsync());
        var shards = ShardingOptionsExtension.TopologyOf(options).Shards;

        using var giveUp = new CancellationTokenSource();
        await using var impatient = new NotesContext(options);
        var waiting = Task.Run(() => impatient.Notes.OrderBy(n => n.Id).ToListAsync(giveUp.Token));
        await Eventually.TrueAsync(() => shards.All(IsInUse), "it has taken the first three and waits for the fourth");
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(["s3"], shards.Where(IsInUse).Select(s => s.Name));

        await rows.DisposeAsync();
        Assert.Equal(40, (await impatient.Notes.ToListAsync()).Count);
        Assert.DoesNotContain(shards, IsInUse);
    }

    public void Dispose()
    {
        _shards.Dispose();
        Directory.Delete(_copies, recursive: true);
    }

    private static void OneConnection(ShardingOptionsBuilder sharding) => sharding.MaxConnectionsPerShard(1);

    private static bool IsInUse(ShardNode shard) => shard.OpenConnections > 0;

    private static async Task<int> ReadAllAsync(DbContextOptions<NotesContext> options, bool isAsync, TaskCompletionSource? begun = null)
    {
        await using var context = new NotesContext(options);
        begun?.SetResult();
        var notes = context.Notes.OrderBy(n => n.Id);
        return isAsync ? (await notes.ToListAsync()).Count : notes.ToList().Count;
    }

    private DbContextOptions<NotesContext> WithReplicas()
    {
        var options = new DbContextOptionsBuilder<NotesContext>();
        options.UseSqlite().UseSharding(sharding =>
        {
            OneConnection(sharding);
            sharding.Replicas(r => r.Consistency(Consistency.Eventual));
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
