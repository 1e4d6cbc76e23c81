using EfShard.Strategies;
using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Ids.IdContext;

namespace EfShard.Tests.Ids;

/// <summary>Ids are made when entities are added, unique over all processes, whatever their clocks do.</summary>
public sealed class IdGenerationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ids_are_there_after_Add_and_carry_the_slot_of_the_shard_key(bool async)
    {
        await using var shards = await IdShards.CreateAsync(postgres: false);
        await using var context = shards.Context(ManualTime.At2026());
        var writer = new Writer { Name = "Ada" };
        await AddAsync(context, writer, async);
        var essay = new Essay { WriterId = writer.Id };
        var note = new Note { Essay = essay };
        await AddAsync(context, essay, async);
        await AddAsync(context, note, async);
        var byNavigation = new Essay { Writer = writer };
        await AddAsync(context, byNavigation, async);
        await context.SaveChangesAsync();

        var slot = HashSlotStrategy.SlotOf(ShardKey.From(writer.Id));
        foreach (var id in new[] { essay.Id, note.Id, byNavigation.Id })
        {
            Assert.True(ShardedId.TryReadSlot(id, out var carried));
            Assert.Equal(slot, carried);
        }

        Assert.True(writer.Id > 1L << 53);
        Assert.Equal(4, new[] { writer.Id, essay.Id, note.Id, byNavigation.Id }.Distinct().Count());
        Assert.Equal(context.Sharding().ShardOf(writer), context.Sharding().ShardOf(note));
    }

    [Fact]
    public async Task A_graph_that_is_added_by_its_principal_gets_its_ids_in_order()
    {
        await using var shards = await IdShards.CreateAsync(postgres: false);
        await using (var context = shards.Context())
        {
            var essay = new Essay { Title = "On ids", Notes = { new Note { Text = "a" }, new Note { Text = "b" } } };
            context.Add(new Writer { Name = "Ada", Essays = { essay, new Essay { Title = "On slots" } } });
            Assert.Equal(5, await context.SaveChangesAsync());
        }

        await using (var context = shards.Context())
        {
            // Found by change detection, in the middle of which the id is made.
            var writer = await context.Writers.Include(w => w.Essays).SingleAsync();
            writer.Essays.Add(new Essay { Title = "later", Notes = { new Note() } });
            Assert.Equal(2, await context.SaveChangesAsync());
            Assert.Equal(3, await context.Essays.CountAsync(e => e.WriterId == writer.Id));
        }
    }

    [Fact]
    public async Task An_essay_whose_writer_has_no_id_yet_is_refused_when_it_is_added()
    {
        await using var shards = await IdShards.CreateAsync(postgres: false);
        await using var context = shards.Context();
        var error = Assert.Throws<ShardKeyException>(() => context.Add(new Essay { Writer = new Writer() }));
        Assert.Contains("'Essay.Id' is to carry the slot", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_row_whose_id_says_another_slot_is_refused_before_anything_is_sent(bool changed)
    {
        await using var shards = await IdShards.CreateAsync(postgres: false);
        await using var context = shards.Context();
        var writers = new[] { new Writer(), new Writer() };
        context.AddRange(writers);
        var essay = new Essay { WriterId = writers[0].Id };
        context.Add(essay);
        await context.SaveChangesAsync();
        if (changed)
        {
            context.Add(new Note { EssayId = essay.Id, Id = essay.Id });
            var other = new Essay { WriterId = writers[1].Id };
            context.Add(other);
            other.WriterId = writers[0].Id;
        }
        else
        {
            context.Add(new Essay { Id = essay.Id + 512, WriterId = writers[1].Id });
        }

        var error = await Assert.ThrowsAsync<ShardKeyException>(() => context.SaveChangesAsync());
        Assert.Contains("'Essay.Id' is an id that says on which shard its row is", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, await context.Essays.AsNoTracking().CountAsync());
    }

    [Fact]
    public async Task Old_numbers_are_saved_as_they_are()
    {
        await using var shards = await IdShards.CreateAsync(postgres: false);
        await using var context = shards.Context();
        context.AddRange(new Writer { Id = 7 }, new Essay { Id = 1, WriterId = 7 }, new Note { Id = 2, EssayId = 1, Text = "old" }, new Note { EssayId = 1, Text = "new" });
        await context.SaveChangesAsync();
        context.ChangeTracker.Clear();
        Assert.Equal(1, (await context.Essays.SingleAsync(e => e.Id == 1)).Id);
        Assert.Equal(["new", "old"], await context.Notes.Where(n => n.EssayId == 1).Select(n => n.Text).Order().ToListAsync());
    }

    [Fact]
    public async Task A_clock_that_goes_backwards_makes_no_id_twice_and_none_smaller()
    {
        await using var shards = await IdShards.CreateAsync(postgres: false);
        var time = ManualTime.At2026();
        await using var context = shards.Context(time);
        var ids = new List<long>();
        foreach (var back in new[] { 0, 1, 3600, 86400 * 30 })
        {
            time.Now -= TimeSpan.FromSeconds(back);
            ids.AddRange(Enumerable.Range(0, 50).Select(_ => context.Add(new Essay { WriterId = 5 }).Entity.Id));
            time.Now += TimeSpan.FromMilliseconds(1);
        }

        Assert.Equal(ids.Order(), ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_clock_before_all_ids_is_refused()
    {
        await using var shards = await IdShards.CreateAsync(postgres: false);
        await using var context = shards.Context(new ManualTime(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.Contains("The clock says 2000-01-01", Assert.Throws<InvalidOperationException>(() => context.Add(new Writer())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public Task Many_processes_with_clocks_of_their_own_make_no_id_twice_on_Sqlite(bool postgres, bool async) => ManyProcessesAsync(postgres, async);

    [PostgresTheory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public Task Many_processes_with_clocks_of_their_own_make_no_id_twice_on_PostgreSQL(bool postgres, bool async) => ManyProcessesAsync(postgres, async);

    [Fact]
    public async Task More_processes_than_workers_make_no_id_twice()
    {
        await using var shards = await IdShards.CreateAsync(postgres: false);
        var ids = new List<long>();
        var processes = ShardedId.Workers + 30;
        for (var i = 0; i < processes; i++)
        {
            await using var context = shards.Context(ManualTime.At2026());
            ids.AddRange(Enumerable.Range(0, 20).Select(_ => context.Add(new Essay { WriterId = 5 }).Entity.Id));
        }

        Assert.Equal(processes * 20, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_process_that_slept_while_another_took_its_worker_takes_another()
    {
        await using var shards = await IdShards.CreateAsync(postgres: false);
        var (sleeping, waking) = (ManualTime.At2026(), ManualTime.At2026());
        await using var first = shards.Context(sleeping);
        await using var second = shards.Context(waking);
        var ids = new List<long> { first.Add(new Essay { WriterId = 5 }).Entity.Id };
        waking.Now += TimeSpan.FromMinutes(20);
        ids.Add(second.Add(new Essay { WriterId = 5 }).Entity.Id);
        ids.AddRange(Enumerable.Range(0, 10).Select(_ => first.Add(new Essay { WriterId = 5 }).Entity.Id));
        sleeping.Now = waking.Now;
        ids.AddRange(Enumerable.Range(0, 10).Select(_ => first.Add(new Essay { WriterId = 5 }).Entity.Id));
        ids.AddRange(Enumerable.Range(0, 10).Select(_ => second.Add(new Essay { WriterId = 5 }).Entity.Id));
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_begun_transaction_on_Sqlite_does_not_keep_ids_from_being_made()
    {
        await using var shards = await IdShards.CreateAsync(postgres: false);
        await using var context = shards.Context(ManualTime.At2026());
        await using var transaction = await context.Database.BeginTransactionAsync();
        await context.Writers.ToListAsync(); // takes the lock of every file, also of the one that has the leases
        context.Add(new Writer());
        await context.SaveChangesAsync();
        await transaction.CommitAsync();
        Assert.Equal(1, await context.Writers.CountAsync());
    }

    [Fact]
    public async Task Guids_ascend_in_the_order_of_their_text()
    {
        await using var shards = await IdShards.CreateAsync(postgres: false);
        var time = ManualTime.At2026();
        await using var context = shards.Context(time);
        var ids = new List<Guid>();
        for (var i = 0; i < 10_000; i++)
        {
            time.Now += TimeSpan.FromMilliseconds((i % 7) - 3);
            ids.Add(context.Add(new Letter { WriterId = i }).Entity.Id);
        }

        Assert.Equal(ids.Select(id => id.ToString()).Order(StringComparer.Ordinal), ids.Select(id => id.ToString()));
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Equal(('7', true), (id.ToString()[14], "89ab".Contains(id.ToString()[19], StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_group_that_does_not_place_by_slots_is_refused_with_what_to_do()
    {
        await using var shards = await IdShards.CreateAsync(postgres: false);
        await using var context = shards.Context(configure: sharding => sharding.Group("default", group => group.ConsistentHash()));
        var error = Assert.Throws<ShardingConfigurationException>(() => context.Sharding().ShardOf(new Writer { Id = 1 }));
        Assert.Contains("'Essay.Id' has HasShardedId()", error.Message, StringComparison.Ordinal);
        Assert.Contains("Hash()", error.Message, StringComparison.Ordinal);
    }

    private static async Task ManyProcessesAsync(bool postgres, bool async)
    {
        await using var shards = await IdShards.CreateAsync(postgres);
        var ids = await Task.WhenAll(Enumerable.Range(0, 12).Select(process => Task.Run(async () =>
        {
            // Clocks that differ by minutes, and jump over the end of their leases.
            var time = ManualTime.At2026();
            time.Now += TimeSpan.FromMinutes(process % 4);
            var made = new List<long>();
            await using var context = shards.Context(time);
            for (var i = 0; i < 600; i++)
            {
                time.Now += i % 100 == 0 ? TimeSpan.FromMinutes(4) : TimeSpan.FromMilliseconds(i % 3);
                var essay = new Essay { WriterId = 5 };
                await AddAsync(context, essay, async);
                made.Add(essay.Id);
            }

            return made;
        })));

        Assert.Equal(12 * 600, ids.SelectMany(made => made).Distinct().Count());
        Assert.All(ids, made => Assert.Equal(made.Order(), made));
    }

    private static async Task AddAsync(DbContext context, object entity, bool async)
    {
        if (async)
        {
            await context.AddAsync(entity);
        }
        else
        {
            context.Add(entity);
        }
    }
}
