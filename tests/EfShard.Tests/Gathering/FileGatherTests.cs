using EfShard.Tests.Schema;
using EfShard.Topology;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Xunit;

namespace EfShard.Tests.Gathering;

/// <summary>Rows of files are moved by Sqlite itself; where that would not be the same, the shard's own connection reads them.</summary>
public sealed class FileGatherTests : IDisposable
{
    private readonly LibraryDatabases _databases = new();
    private readonly List<string> _log = [];

    private IEnumerable<string> Moved => _log.Where(text => text.Contains("INSERT INTO main.", StringComparison.Ordinal));

    [Fact]
    public async Task Rows_of_files_are_moved_by_Sqlite()
    {
        await using var sharded = Logged();

        Assert.Equal(Expected(), await Titles(sharded).ToListAsync());
        Assert.Equal(2 * LibraryDatabases.Shards.Count, Moved.Count());
        Assert.Equal(Expected(), Titles(sharded).ToList());
        Assert.Equal(4 * LibraryDatabases.Shards.Count, Moved.Count());
    }

    [Fact]
    public async Task An_interceptor_of_commands_goes_on_seeing_each_shard_read()
    {
        var watch = new Reads();
        await using var sharded = Logged(options => options.AddInterceptors(watch));

        Assert.Equal(Expected(), await Titles(sharded).ToListAsync());
        Assert.Empty(Moved);
        Assert.Equal(2 * LibraryDatabases.Shards.Count, watch.Texts.Count(text => !text.Contains("__efshard", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_budget_of_bytes_counts_before_it_holds()
    {
        await using var sharded = Logged(budget: sharding => sharding.GatherBudget(1_000, bytes: 100));

        var error = await Assert.ThrowsAsync<GatherBudgetException>(() => Titles(sharded).ToListAsync());
        Assert.InRange(error.Bytes, 101, 200);
        Assert.Empty(Moved);
    }

    [Fact]
    public async Task A_connection_string_that_says_more_is_the_shards_own_business()
    {
        await using var sharded = Logged(suffix: ";Mode=ReadOnly");

        Assert.Equal(Expected(), await Titles(sharded).ToListAsync());
        Assert.Empty(Moved);
    }

    [Fact]
    public async Task What_a_transaction_begun_by_hand_has_written_is_seen()
    {
        await using var sharded = Logged();
        using (sharded.Sharding().UseShard("s1"))
        {
            await sharded.Database.OpenConnectionAsync();
            await sharded.Database.ExecuteSqlRawAsync("BEGIN; UPDATE \"Books\" SET \"Title\" = 'by hand'");
        }

        var titles = await Titles(sharded).ToListAsync();
        Assert.Contains("by hand", titles);
        Assert.Contains(titles, title => title != "by hand");
    }

    [Fact]
    public async Task A_file_that_can_not_be_attached_is_read_by_its_own_connection()
    {
        using var files = new SqliteFiles();
        using (var connection = files.Open("s1"))
        {
            // Sqlite attaches only files of the same encoding.
            using var encode = connection.CreateCommand();
            encode.CommandText = "PRAGMA encoding = 'UTF-16le'; CREATE TABLE \"Made\" (\"Id\" INTEGER); DROP TABLE \"Made\"";
            encode.ExecuteNonQuery();
        }

        await using var context = new ShopContext(new DbContextOptionsBuilder().UseSqlite().UseSharding(sharding =>
            {
                files.Shards("s0", "s1", "s2")(sharding);
                sharding.Gather(GatherMode.Always);
            })
            .LogTo(_log.Add, [RelationalEventId.CommandExecuted]).Options);
        await context.Database.EnsureCreatedAsync();
        Assert.Equal("UTF-16le", files.Scalar("s1", "PRAGMA encoding"));
        var pairs = context.Customers.Join(context.Customers, a => a.Id, b => b.Id + 1, (a, b) => a.Id);

        Assert.Equal(Enumerable.Range(2, 39).Select(i => (long)i), (await pairs.ToListAsync()).Order());
        Assert.Equal(2, Moved.Count());
    }

    [Fact]
    public async Task Cancelling_stops_Sqlite_in_the_middle()
    {
        using var stop = new CancellationTokenSource();
        var compared = 0;
        await using var sharded = Logged(options => options.AddInterceptors(new Collating((left, right) =>
        {
            if (++compared == 3)
            {
                stop.Cancel();
            }

            return string.CompareOrdinal(left, right);
        })));
        var query = sharded.Reviews.Where(r => EF.Functions.Collate(r.Reader, "STOPPING") != "x").Join(sharded.Books, r => r.BookId, b => b.Id, (r, b) => b.Title);
        Assert.Contains("ships Reviews (BookId, Reader), filtered", query.ToShardPlanString(), StringComparison.Ordinal);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query.ToListAsync(stop.Token));
        Assert.InRange(compared, 3, 10);
        Assert.NotEmpty(await query.ToListAsync());
        Assert.All(LibraryDatabases.Shards, shard => Assert.True(_databases.IsFree(shard)));
    }

    public void Dispose() => _databases.Dispose();

    /// <summary>Books are where their authors are, reviews where their readers are.</summary>
    private static IQueryable<string> Titles(LibraryContext db)
        => db.Reviews.Join(db.Books, r => r.BookId, b => b.Id, (r, b) => new { r.Reader, b.Id, b.Title }).OrderBy(x => x.Reader).ThenBy(x => x.Id).Select(x => x.Title);

    private List<string> Expected()
    {
        using var single = _databases.Single();
        return [.. Titles(single)];
    }

    private LibraryContext Logged(Action<DbContextOptionsBuilder>? more = null, Action<ShardingOptionsBuilder>? budget = null, string suffix = "")
    {
        var options = new DbContextOptionsBuilder<LibraryContext>().UseSqlite().UseSharding(sharding =>
        {
            foreach (var shard in LibraryDatabases.Shards)
            {
                sharding.AddShard(shard, _databases.ConnectionString(shard) + suffix);
            }

            // Always: the books would go to the reviews' shards.
            sharding.UnshardedOn(LibraryDatabases.UnshardedOn).Gather(GatherPolicy.Allow).Gather(GatherMode.Always);
            budget?.Invoke(sharding);
        });
        options.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking).LogTo(_log.Add, [RelationalEventId.CommandExecuted]);
        more?.Invoke(options);
        return new LibraryContext(options.Options);
    }

    private sealed class Reads : DbCommandInterceptor
    {
        public List<string> Texts { get; } = [];

        public override ValueTask<System.Data.Common.DbDataReader> ReaderExecutedAsync(
            System.Data.Common.DbCommand command, CommandExecutedEventData eventData, System.Data.Common.DbDataReader result,
            CancellationToken cancellationToken = default)
        {
            lock (Texts)
            {
                Texts.Add(command.CommandText);
            }

            return new(result);
        }
    }

    /// <summary>A collation of the application's, on every connection.</summary>
    private sealed class Collating(Comparison<string> compare) : DbConnectionInterceptor
    {
        public override Task ConnectionOpenedAsync(
            System.Data.Common.DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            ((SqliteConnection)connection).CreateCollation("STOPPING", compare);
            return Task.CompletedTask;
        }
    }
}
