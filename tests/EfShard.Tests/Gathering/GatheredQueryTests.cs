using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Gathering;

/// <summary>Gathered queries give what one database gives.</summary>
public class GatheredQueryTests(LibraryDatabases databases) : IClassFixture<LibraryDatabases>
{
    [Theory]
    [MemberData(nameof(LibraryQueries.All), MemberType = typeof(LibraryQueries))]
    public void All_queries_can_be_gathered(string name) => Same(name, HowGathered.Always);

    [Theory]
    [MemberData(nameof(LibraryQueries.All), MemberType = typeof(LibraryQueries))]
    public async Task All_queries_can_be_gathered_asynchronously(string name)
    {
        await using var single = databases.Single();
        await using var sharded = databases.Sharded(HowGathered.Always);

        var expected = await LibraryQueries.Get(name, single).ToListAsync();
        var actual = await LibraryQueries.Get(name, sharded).ToListAsync();

        Assert.Equal(LibraryQueries.Texts(name, expected), LibraryQueries.Texts(name, actual));
    }

    [Theory]
    [MemberData(nameof(LibraryQueries.All), MemberType = typeof(LibraryQueries))]
    public void Refused_queries_can_be_gathered_beside_the_others(string name) => Same(name, HowGathered.WhenNeeded);

    [Theory]
    [MemberData(nameof(LibraryQueries.Refused), MemberType = typeof(LibraryQueries))]
    public void They_are_refused_without_gathering(string name)
    {
        using var sharded = databases.Sharded(HowGathered.Refused);

        Assert.Throws<CrossShardQueryException>(() => LibraryQueries.Get(name, sharded).ToList());
    }

    [Theory]
    [InlineData(HowGathered.WhenNeeded)]
    [InlineData(HowGathered.Always)]
    public async Task Single_values_can_be_gathered(HowGathered mode)
    {
        await using var single = databases.Single();
        await using var sharded = databases.Sharded(mode);

        Assert.Equal(60, await sharded.Books.CountAsync());
        Assert.Equal(60, sharded.Books.Count());
        Assert.Equal(single.Books.Average(b => b.Price), await sharded.Books.AverageAsync(b => b.Price));
        Assert.Equal(single.Authors.Sum(a => a.Fee), await sharded.Authors.SumAsync(a => a.Fee));
        Assert.Equal(single.Reviews.Max(r => r.Reader), await sharded.Reviews.MaxAsync(r => r.Reader));
        Assert.Equal(single.Books.Select(b => b.Genre).Distinct().Count(), await sharded.Books.Select(b => b.Genre).Distinct().CountAsync());
        Assert.True(await sharded.Books.AnyAsync(b => b.Reviews.Any()));
        Assert.False(await sharded.Books.AllAsync(b => b.Reviews.Any(r => r.Stars == 5)));
        Assert.Null(await sharded.Books.FirstOrDefaultAsync(b => b.Price > sharded.Books.Max(x => x.Price)));
    }

    [Fact]
    public void Rows_of_a_gather_are_tracked_as_those_of_any_query()
    {
        using var sharded = databases.Sharded(HowGathered.Always, o => o.UseQueryTrackingBehavior(QueryTrackingBehavior.TrackAll));

        var reviews = sharded.Reviews.Include(r => r.Book).ToList();
        var books = sharded.Books.ToList();

        Assert.Equal(reviews.Count + books.Count, sharded.ChangeTracker.Entries().Count());
        Assert.All(reviews, review => Assert.Contains(review.Book, books));
    }

    [Fact]
    public void A_pooled_context_gathers_in_every_lease()
    {
        var factory = new Microsoft.EntityFrameworkCore.Infrastructure.PooledDbContextFactory<LibraryContext>(databases.Options(HowGathered.Always), poolSize: 1);
        for (var lease = 0; lease < 3; lease++)
        {
            using var context = factory.CreateDbContext();
            Assert.Equal(60, context.Books.Count());
        }
    }

    private void Same(string name, HowGathered mode)
    {
        using var single = databases.Single();
        using var sharded = databases.Sharded(mode);

        var expected = LibraryQueries.Get(name, single).ToList();
        var actual = LibraryQueries.Get(name, sharded).ToList();

        Assert.Equal(LibraryQueries.Texts(name, expected), LibraryQueries.Texts(name, actual));
    }
}
