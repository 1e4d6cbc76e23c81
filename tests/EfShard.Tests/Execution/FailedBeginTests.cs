using EfShard.Tests.Schema;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Tests.Execution;

/// <summary>A transaction that could not begin is nobody's: what is saved after it must not wait in it for a commit that never comes.</summary>
public sealed class FailedBeginTests : IDisposable
{
    private readonly SqliteFiles _files = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_not_left_open(bool async)
    {
        var names = new[] { "a", "b" };
        await using var context = new ShopContext(new DbContextOptionsBuilder().UseSqlite().UseSharding(_files.Shards(names)).Options);
        await context.Database.EnsureCreatedAsync();
        SqliteConnection.ClearAllPools();
        File.WriteAllText(_files.PathOf("b"), "This is no database, and longer than the header of one, so that it is read and found to be none. It is long enough now, is it not?");

        using (context.Sharding().UseShard("b"))
        {
            _ = async
                ? await Assert.ThrowsAsync<SqliteException>(() => context.Database.BeginTransactionAsync())
                : Assert.Throws<SqliteException>(() => { context.Database.BeginTransaction(); });
        }

        Assert.Null(context.Database.CurrentTransaction);
        var id = Enumerable.Range(1000, 100).First(i => context.Sharding().ShardOf<ShopContext.Customer>((long)i).Name == "a");
        context.Add(new ShopContext.Customer { Id = id });
        await context.SaveChangesAsync();
        Assert.Equal(1L, _files.Scalar("a", $"SELECT count(*) FROM Customers WHERE Id = {id}"));
    }

    public void Dispose() => _files.Dispose();
}
