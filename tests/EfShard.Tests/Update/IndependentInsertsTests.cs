#pragma warning disable EF1001 // EF Core's own order, to compare with: its preparer is internal.
using EfShard.Tests.Update.Harness;
using EfShard.Update;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Update;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Update;

/// <summary>What is sorted without EF Core's search for dependencies comes in the order that it would have come in with it.</summary>
public sealed class IndependentInsertsTests : SqliteDeskTests
{
    private static readonly long[] Mixed = [7, 3, 12, -1, 5, 40, 0, 9, 8, 2, 31, 11, 22, 21, 4, 6, 1, 10, 13, 30];

    public static TheoryData<string, bool> Saves => new()
    {
        { "nothing", false },
        { "ascending", true },
        { "descending", true },
        { "mixed", true },
        { "mixed guids", true },
        { "dependents alone", true },
        { "two tables", false },
        { "a row with a part in it", false },
        { "a row deleted", false },
        { "a row changed", false },
        { "a row replaced", false },
        { "two tables for a row", false },
    };

    [Theory]
    [MemberData(nameof(Saves))]
    public async Task Rows_come_in_the_order_of_EF_Core(string save, bool isIndependent)
    {
        await using var context = Desk.Context();
        context.AddRange(Enumerable.Range(100, 4).Select(i => new Author { Id = i }));
        await context.SaveChangesAsync();
        Change(context, save);

        var (sorted, preparer) = Draft(context);

        Assert.Equal(isIndependent, IndependentInserts.AreAll(sorted.Commands));
        var expected = preparer.TopologicalSort(sorted.Commands);
        Assert.Equal(expected.Select(level => level.ToArray()), sorted.Levels.Select(level => level.ToArray()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rows_that_may_refer_to_each_other_are_left_to_EF_Core(bool isConstrained)
    {
        var options = new DbContextOptionsBuilder().UseSqlite()
            .UseSharding(sharding => sharding.AddShard("s0", "Data Source=:memory:").AddShard("s1", "Data Source=s1;Mode=Memory")).Options;
        await using DbContext context = isConstrained ? new ConstrainedTree(options) : new LooseTree(options);
        context.AddRange(new Node { Id = 1, ParentId = 2 }, new Node { Id = 2, ParentId = 3 }, new Node { Id = 3 });

        var (sorted, _) = Draft(context);

        Assert.False(IndependentInserts.AreAll(sorted.Commands));
        Assert.Equal([3, 2, 1], sorted.Levels.SelectMany(level => level).Select(command => ((Node)command.Entries[0].ToEntityEntry().Entity).Id));
    }

    private static (SaveDraft Draft, ShardedCommandBatchPreparer Preparer) Draft(DbContext context)
    {
        context.ChangeTracker.DetectChanges();
        var adapter = context.GetService<IUpdateAdapterFactory>().Create();
        var preparer = context.GetService<ShardedCommandBatchPreparer>();
        return (preparer.Draft(adapter.GetEntriesToSave(), adapter), preparer);
    }

    private static void Change(DeskContext context, string save)
    {
        switch (save)
        {
            case "ascending":
                context.AddRange(Mixed.Order().Select(i => new Order { Id = i + 1 }));
                break;
            case "descending":
                context.AddRange(Mixed.OrderDescending().Select(i => new Order { Id = i + 1 }));
                break;
            case "mixed":
                context.AddRange(Mixed.Select(i => new Order { Id = i + 1 }));
                break;
            case "mixed guids":
                context.AddRange(Mixed.Select(_ => new Ticket { Id = Guid.NewGuid(), Owner = $"{Guid.NewGuid()}" }));
                break;
            case "dependents alone":
                context.AddRange(Mixed.Select(i => new Follow { FollowerId = 100 + (Math.Abs(i) % 4), FollowedId = i }));
                break;
            case "two tables":
                context.AddRange(Mixed.Select(i => new Author { Id = i }));
                context.AddRange(Mixed.Select(i => new Follow { FollowerId = i, FollowedId = 100 }));
                break;
            case "a row with a part in it":
                context.AddRange(Mixed.Select(i => new Author { Id = i, Home = new Address { Street = "Long" } }));
                break;
            case "a row deleted":
                context.AddRange(Mixed.Select(i => new Author { Id = i }));
                context.Remove(context.Set<Author>().Local.Single(a => a.Id == 101));
                break;
            case "a row changed":
                context.AddRange(Mixed.Select(i => new Author { Id = i }));
                context.Set<Author>().Local.Single(a => a.Id == 101).Name = "Another";
                break;
            case "a row replaced":
                context.Remove(context.Set<Author>().Local.Single(a => a.Id == 101));
                context.Add(new Author { Id = 101 });
                context.AddRange(Mixed.Select(i => new Author { Id = i }));
                break;
            case "two tables for a row":
                context.AddRange(Mixed.Select(i => new CardPayment { Id = Guid.NewGuid(), PayerId = i }));
                break;
        }
    }

    private sealed class Node
    {
        public long Id { get; set; }

        public long? ParentId { get; set; }
    }

    private sealed class ConstrainedTree(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Node>(node =>
            {
                node.Property(n => n.Id).ValueGeneratedNever();
                node.ToUnshardedTable().HasOne<Node>().WithMany().HasForeignKey(n => n.ParentId);
            });
    }

    private sealed class LooseTree(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
            => modelBuilder.Entity<Node>(node =>
            {
                node.Property(n => n.Id).ValueGeneratedNever();
                node.HasShardKey(n => n.Id);
                node.HasOne<Node>().WithMany().HasForeignKey(n => n.ParentId).IsCrossShard();
            });
    }
}
