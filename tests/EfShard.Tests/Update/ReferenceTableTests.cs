using EfShard.Tests.Update.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Update.Harness.DeskContext;

namespace EfShard.Tests.Update;

public sealed class ReferenceTableTests : SqliteDeskTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Inserts_updates_and_deletes_reach_every_copy_and_count_once(bool async)
    {
        await using var context = Desk.Context();
        var (nl, de) = (new Country { Code = "NL", Name = "Holland" }, new Country { Code = "DE", Name = "Germany" });
        context.AddRange(nl, de, new Author { Id = 1 });
        Assert.Equal(3, await context.SaveAsync(async));
        Assert.Equal([2, 2, 2, 2], Desk.Counts("Country"));
        Assert.Equal([0, 1, 0, 0], Desk.Counts("Author"));

        nl.Name = "Netherlands";
        Assert.Equal(1, await context.SaveAsync(async));
        Assert.All(Desk.Names, name => Assert.Equal("Netherlands", Desk.Scalar(name, "SELECT \"Name\" FROM \"Country\" WHERE \"Code\" = 'NL'")));

        context.Remove(de);
        Assert.Equal(1, await context.SaveAsync(async));
        Assert.Equal([1, 1, 1, 1], Desk.Counts("Country"));
        Assert.Equal(EntityState.Unchanged, context.Entry(nl).State);
    }

    [Fact]
    public async Task Copies_do_not_wait_for_each_other_over_a_unique_index()
    {
        await using var context = Desk.Context();
        var country = new Country { Code = "NL", Name = "Netherlands" };
        context.Add(country);
        await context.SaveChangesAsync();

        // All properties count as modified: each copy gives up and takes the same value of the index.
        context.Update(country);

        Assert.Equal(1, await context.SaveChangesAsync());
    }

    [Fact]
    public async Task A_name_passes_from_one_row_to_the_next_on_every_copy()
    {
        await using var context = Desk.Context();
        var (first, second) = (new Country { Code = "AA", Name = "first" }, new Country { Code = "BB", Name = "second" });
        context.AddRange(first, second);
        await context.SaveChangesAsync();

        (first.Name, second.Name) = ("second", "third");

        Assert.Equal(2, await context.SaveChangesAsync());
        Assert.All(Desk.Names, name => Assert.Equal("BB", Desk.Scalar(name, "SELECT \"Code\" FROM \"Country\" WHERE \"Name\" = 'third'")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_copy_that_is_missing_fails_the_save_everywhere(bool async)
    {
        await using var context = Desk.Context();
        var country = new Country { Code = "NL", Name = "Holland" };
        context.Add(country);
        await context.SaveChangesAsync();
        Desk.Scalar("s2", "DELETE FROM \"Country\"");

        country.Name = "Netherlands";
        var error = await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => context.SaveAsync(async));

        Assert.Same(country, Assert.Single(error.Entries).Entity);
        Assert.Equal("Holland", Desk.Scalar("s0", "SELECT \"Name\" FROM \"Country\""));
    }
}
