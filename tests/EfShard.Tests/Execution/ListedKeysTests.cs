using EfShard.Strategies;
using EfShard.Tests.Update.Harness;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Execution;

/// <summary>A statement that lists shard keys: each is placed once, for the shards to ask and for what each of them is asked.</summary>
public sealed class ListedKeysTests : IDisposable
{
    private readonly FourShards _shards = new();
    private readonly CountingStrategy _strategy = new(["s0", "s1", "s2", "s3"]);
    private readonly DbContextOptions<NotesContext> _options;

    public ListedKeysTests()
    {
        _options = _shards.Options(s => s.Group("default", group => group.Strategy(_strategy)).CrossShardCommit(CrossShardCommit.BestEffort));
        using var context = new NotesContext(_options);
        context.Database.EnsureCreated();
        context.AddRange(Enumerable.Range(1, 9).Select(owner => new Note { Id = owner, OwnerId = owner }));
        context.SaveChanges();
        _strategy.Placed.Clear();
    }

    public void Dispose() => _shards.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_key_is_placed_once_however_often_it_is_listed(bool isAsync)
    {
        await using var context = new NotesContext(_options);
        long[] owners = [7, 2, 3, 2, 6, 7];
        var query = context.Notes.Where(n => owners.Contains(n.OwnerId)).OrderBy(n => n.Id).Select(n => n.OwnerId);

        Assert.Equal([2, 3, 6, 7], isAsync ? await query.ToListAsync() : query.ToList());
        Assert.Equal([7, 2, 3, 6], _strategy.Placed);
    }

    [Fact]
    public void Keys_of_one_shard_and_no_keys_at_all_are_placed_once_too()
    {
        using var context = new NotesContext(_options);
        long[] owners = [2, 6];
        Assert.Equal([2, 6], context.Notes.Where(n => owners.Contains(n.OwnerId)).OrderBy(n => n.Id).Select(n => n.OwnerId).ToList());
        Assert.Equal([2, 6], _strategy.Placed);

        owners = [];
        Assert.Empty(context.Notes.Where(n => owners.Contains(n.OwnerId)).ToList());
        Assert.Equal([2, 6], _strategy.Placed);
    }

    [Fact]
    public void Further_conditions_leave_the_answer_as_it_is()
    {
        using var context = new NotesContext(_options);
        long[] owners = [7, 2, 3, 6];
        Assert.Equal(
            [6, 7], context.Notes.Where(n => owners.Contains(n.OwnerId) && n.OwnerId > 3).OrderBy(n => n.Id).Select(n => n.OwnerId).ToList());
        Assert.Equal(3, context.Notes.Where(n => owners.Contains(n.OwnerId) && n.Id != 2).ExecuteUpdate(set => set.SetProperty(n => n.Text, "changed")));
    }

    private sealed class CountingStrategy(IReadOnlyList<string> shards) : ByRemainder(shards)
    {
        public List<long> Placed { get; } = [];

        public override int Locate(in ShardKey key)
        {
            Placed.Add(key.Number);
            return Place(key);
        }
    }
}
