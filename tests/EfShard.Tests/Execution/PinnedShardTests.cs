using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Tests.Execution;

public sealed class PinnedShardTests : IDisposable
{
    private readonly FourShards _shards = new();

    public PinnedShardTests() => _shards.Fill(owners: 20);

    [Fact]
    public void What_would_use_the_connection_itself_is_refused_without_a_pinned_shard()
    {
        using var context = new NotesContext(_shards.Options());
        context.Notes.Single(n => n.Id == 10 && n.OwnerId == 1);

        Assert.Throws<CrossShardQueryException>(() => context.Database.GetDbConnection());
        Assert.Throws<CrossShardQueryException>(() => context.Database.OpenConnection());
        Assert.Throws<CrossShardQueryException>(() => context.Database.ExecuteSqlRaw("DELETE FROM Notes"));
        Assert.Throws<CrossShardQueryException>(() => context.Database.SqlQueryRaw<long>("SELECT Id AS Value FROM Notes").ToList());
        Assert.Throws<CrossShardQueryException>(() => context.Notes.FromSqlRaw("SELECT * FROM Notes").ToList());
        Assert.Throws<InvalidOperationException>(() => context.Database.SetConnectionString("Data Source=:memory:"));
        Assert.Equal(40, context.Notes.ToList().Count);
    }

    [Fact]
    public void In_a_pinned_scope_all_of_it_goes_to_that_shard_and_nested_scopes_give_back_the_outer()
    {
        using var context = new NotesContext(_shards.Options());
        var shard = context.Sharding().ShardOf<Note>(1L).Name;
        var other = context.Sharding().Shards.First(s => s.Name != shard).Name;
        using (context.Sharding().UseShard(shard))
        {
            Assert.Equal(2, context.Database.ExecuteSql($"UPDATE Notes SET Text = 'changed' WHERE OwnerId = 1"));
            using (context.Sharding().UseShard(other))
            {
                Assert.Equal(0, context.Database.ExecuteSql($"UPDATE Notes SET Text = 'lost' WHERE OwnerId = 1"));
            }

            using var transaction = context.Database.BeginTransaction();
            Assert.Equal(2, context.Database.ExecuteSql($"DELETE FROM Notes WHERE OwnerId = 1"));
            Assert.Equal(0, context.Notes.Count(n => n.OwnerId == 1));
            transaction.Rollback();
        }

        Assert.All(context.Notes.Where(n => n.OwnerId == 1).ToList(), n => Assert.Equal("changed", n.Text));
        Assert.Throws<CrossShardQueryException>(() => context.Database.GetDbConnection());
    }

    [Fact]
    public void A_pooled_context_starts_its_next_lease_clean()
    {
        var factory = new PooledDbContextFactory<NotesContext>(_shards.Options(), poolSize: 1);
        NotesContext first;
        using (first = factory.CreateDbContext())
        {
            first.Sharding().UseShard("s2");
            first.Database.SetCommandTimeout(7);
            first.Database.BeginTransaction();
            first.Database.ExecuteSqlRaw("DELETE FROM Notes");
        }

        using var second = factory.CreateDbContext();
        Assert.Same(first, second);
        Assert.Null(second.Database.CurrentTransaction);
        Assert.Null(second.Database.GetCommandTimeout());
        Assert.Throws<CrossShardQueryException>(() => second.Database.GetDbConnection());
        Assert.Equal(40, second.Notes.ToList().Count);
        Assert.Equal(2, second.Notes.Count(n => n.OwnerId == 5));
    }

    /// <summary>Does what the code does that <c>dotnet ef dbcontext optimize --precompile-queries</c> writes: a ready text, without a plan.</summary>
    [Fact]
    public async Task A_query_compiled_ahead_of_time_is_refused_without_a_pinned_shard()
    {
        await using var context = new NotesContext(_shards.Options());
        var connection = context.GetService<IRelationalConnection>();
        var ready = context.GetService<IRelationalCommandBuilderFactory>().Create().Append("SELECT COUNT(*) FROM \"Notes\"").Build();

        var rented = connection.RentCommand();
        rented.PopulateFrom(ready);
        Assert.Throws<CrossShardQueryException>(() => rented.ExecuteScalar(Asking()));
        await Assert.ThrowsAsync<CrossShardQueryException>(() => rented.ExecuteScalarAsync(Asking()));
        Assert.Throws<CrossShardQueryException>(() => rented.ExecuteReader(Asking()));
        await Assert.ThrowsAsync<CrossShardQueryException>(() => rented.ExecuteReaderAsync(Asking()));

        var counts = 0L;
        foreach (var shard in context.Sharding().Shards)
        {
            using (context.Sharding().UseShard(shard.Name))
            {
                counts += (long)(await rented.ExecuteScalarAsync(Asking()))!;
            }
        }

        Assert.Equal(40, counts);

        RelationalCommandParameterObject Asking() => new(connection, null, null, context, null);
    }

    [Fact]
    public void A_TransactionScope_is_refused_never_ignored()
    {
        using var context = new NotesContext(_shards.Options());
        using (new System.Transactions.TransactionScope())
        {
            Assert.Throws<InvalidOperationException>(() => context.Notes.ToList());
            context.Add(new Note { Id = 1_000, OwnerId = 1 });
            Assert.Throws<InvalidOperationException>(() => context.SaveChanges());
        }

        Assert.Equal(40, new NotesContext(_shards.Options()).Notes.ToList().Count);
    }

    [Fact]
    public void A_plan_can_be_read_without_asking_any_shard()
    {
        using var context = new NotesContext(_shards.Options());

        var plan = context.Notes.Where(n => n.OwnerId == 1).OrderBy(n => n.Text).Take(3).ToShardPlanString();

        Assert.Equal(
            $"""
            route to one shard, or push down to each
              shards: {context.Sharding().ShardOf<Note>(1L).Name}
              Notes[default]: n.OwnerId = constant
              merge: by n.Text, take @p
            """.ReplaceLineEndings(),
            plan);
    }

    public void Dispose() => _shards.Dispose();
}
