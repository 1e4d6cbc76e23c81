using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Gathering;

/// <summary>What is gathered and what is not.</summary>
public class GatherScopeTests(LibraryDatabases databases) : IClassFixture<LibraryDatabases>
{
    [Fact]
    public void A_query_that_names_its_shard_is_not_gathered()
    {
        using var sharded = databases.Sharded(HowGathered.Always);

        var counts = LibraryDatabases.Shards.Select(shard => sharded.Books.OnShard(shard).Count()).ToList();

        Assert.Equal(60, counts.Sum());
        Assert.All(counts, count => Assert.InRange(count, 1, 59));
    }

    [Fact]
    public void A_pinned_context_does_not_gather()
    {
        using var sharded = databases.Sharded(HowGathered.Always);
        using (sharded.Sharding().UseShard("s0"))
        {
            Assert.InRange(sharded.Books.Count(), 1, 59);
        }

        Assert.Equal(60, sharded.Books.Count());
    }

    [Fact]
    public void A_query_with_a_hint_of_its_key_is_gathered_with_the_key_as_a_condition()
    {
        using var single = databases.Single();
        using var sharded = databases.Sharded(HowGathered.Always);

        Assert.Equal(single.Books.Count(b => b.AuthorId == 3), sharded.Books.WithShardKey(3L).Count());
    }

    [Fact]
    public void Raw_SQL_is_refused_as_ever()
    {
        using var sharded = databases.Sharded(HowGathered.Always);

        Assert.Throws<CrossShardQueryException>(() => sharded.Books.FromSqlRaw("SELECT * FROM \"Books\"").ToList());
    }

    [Fact]
    public void Bulk_statements_follow_the_policy_too()
    {
        using var sharded = databases.Sharded(HowGathered.Refused);

        Assert.Throws<CrossShardQueryException>(
            () => sharded.Books.Where(b => b.Price > sharded.Books.Average(x => x.Price)).ExecuteDelete());
        Assert.Equal(60, sharded.Books.ExecuteUpdate(set => set.SetProperty(b => b.Title, b => b.Title)));
    }

    [Fact]
    public void The_plan_says_gather_where_that_is_what_runs()
    {
        using var off = databases.Sharded(HowGathered.Refused);
        using var refused = databases.Sharded(HowGathered.WhenNeeded);
        using var always = databases.Sharded(HowGathered.Always);

        Assert.DoesNotContain("gather", Plan(off), StringComparison.Ordinal);
        Assert.StartsWith("gather", Plan(refused), StringComparison.Ordinal);
        Assert.Contains("shards: s0, s1, s2", Plan(refused), StringComparison.Ordinal);
        Assert.DoesNotContain("gather", refused.Books.ToShardPlanString(), StringComparison.Ordinal);
        Assert.StartsWith("gather", always.Books.ToShardPlanString(), StringComparison.Ordinal);
        Assert.DoesNotContain("gather", always.Books.OnShard("s0").ToShardPlanString(), StringComparison.Ordinal);
    }

    private static string Plan(LibraryContext context) => context.Books.Join(context.Reviews, b => b.Id, r => r.BookId, (b, r) => new { b.Title, r.Stars }).ToShardPlanString();
}
