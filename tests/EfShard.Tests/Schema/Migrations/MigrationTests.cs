using EfShard.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Xunit;

namespace EfShard.Tests.Schema.Migrations;

/// <summary>Migrations over four shards: every shard, seeds where they belong, one report, failures that hide nothing, and a second run that goes on.</summary>
public abstract class MigrationTests
{
    private const string Last = AddViewAndTrigger.Id;

    protected abstract MigratedDatabases Databases { get; }

    protected async Task EveryShard(bool async)
    {
        await using var context = Databases.Sharded();
        Assert.Equal(3, context.Database.GetPendingMigrations().Count());
        Assert.False(context.Database.HasPendingModelChanges());

        var report = async ? await context.Sharding().MigrateAsync() : context.Sharding().Migrate();

        Assert.Equal(
            MigratedDatabases.Shards.SelectMany(shard => MigratedDatabases.Migrations.Select(id => (shard, id, ShardSchemaOutcome.Migrated))),
            report.Shards.Select(result => (result.Shard.Name, result.Migration!, result.Outcome)));
        Assert.StartsWith("s0: 20240101000000_Initial migrated in ", report.ToString(), StringComparison.Ordinal);
        Assert.Equal(MigratedDatabases.Migrations, async ? await context.Database.GetAppliedMigrationsAsync() : context.Database.GetAppliedMigrations());
        Assert.Empty(async ? await context.Database.GetPendingMigrationsAsync() : context.Database.GetPendingMigrations());

        // Seeds: each row on its own shard, reference rows on all, unsharded rows on one.
        Assert.Equal(Enumerable.Range(1, 9).Select(i => (long)i), await context.Set<MigratedContext.Author>().Select(a => a.Id).OrderBy(id => id).ToListAsync());
        Assert.Equal(
            Enumerable.Range(1, 9).Select(i => ((long)i, i)),
            (await context.Set<MigratedContext.Book>().OrderBy(b => b.Id).ToListAsync()).Select(b => (b.Id, b.Pages)));
        Assert.Equal(9, await SumAsync("""SELECT count(*) FROM "Book" AS b WHERE EXISTS (SELECT 1 FROM "Writers" AS w WHERE w."Id" = b."AuthorId")"""));
        Assert.Equal(4, await SumAsync("""SELECT count(*) FROM "Country" """));
        Assert.Equal(1, await SumAsync("""SELECT count(*) FROM "Setting" """));
        Assert.Equal(3, await SumAsync("""SELECT count(*) FROM "Book" WHERE "Pages" > 6"""));
        Assert.Equal(4, await SumAsync("""SELECT count(*) FROM "LongBooks" """));

        // An editor may live elsewhere; the trigger is on every shard.
        for (var id = 100; id < 110; id++)
        {
            context.ChangeTracker.Clear();
            context.Add(new MigratedContext.Book { Id = id, AuthorId = id % 9 + 1, EditorId = 77, Title = "" });
            await context.SaveChangesAsync();
        }

        Assert.Equal(10, (await context.Set<MigratedContext.Book>().Where(b => b.Title == "Untitled").ToListAsync()).Count);

        // Nothing is left to do, and the report says so.
        Assert.All((await context.Sharding().MigrateAsync()).Shards, result => Assert.Equal((null, ShardSchemaOutcome.Unchanged), (result.Migration, result.Outcome)));
        Assert.True((await context.Sharding().CheckSchemaAsync()).AreEqual);
    }

    protected async Task AFailedShard(bool async)
    {
        await using var context = Databases.Sharded();
        await context.Database.MigrateAsync("Initial");
        await Databases.ExecuteAsync("s2", """CREATE TABLE "Writers" ("Id" bigint)""");

        var error = async
            ? await Assert.ThrowsAsync<ShardSchemaException>(() => context.Database.MigrateAsync())
            : Assert.Throws<ShardSchemaException>(() => context.Database.Migrate());

        Assert.Contains("on 1 of 4 shards", error.Message, StringComparison.Ordinal);
        Assert.Contains("[s2] 20240201000000_RenameAndMore:", error.Message, StringComparison.Ordinal);
        Assert.Equal(6, error.Report.Shards.Count(result => result.Outcome is ShardSchemaOutcome.Migrated));
        Assert.Equal(2, (await context.Database.GetPendingMigrationsAsync()).Count());

        // Nobody works over shards of different shapes. The ids are in all of them: whichever shard answers first, it is no database's own error.
        var refused = await Assert.ThrowsAsync<ShardMapException>(() => context.Set<MigratedContext.Book>().Select(b => b.Id).ToListAsync());
        Assert.Contains("s2: '20240101000000_Initial' (1 applied)", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"'{Last}' (3 applied)", refused.Message, StringComparison.Ordinal);

        await Databases.ExecuteAsync("s2", """DROP TABLE "Writers" """);
        var second = async ? await context.Sharding().MigrateAsync() : context.Sharding().Migrate();

        Assert.True(second.Succeeded);
        Assert.Equal(["s2", "s2"], second.Shards.Where(result => result.Outcome is ShardSchemaOutcome.Migrated).Select(result => result.Shard.Name));
        Assert.Equal(9, (await context.Set<MigratedContext.Book>().ToListAsync()).Count);
    }

    protected async Task Back()
    {
        await using var context = Databases.Sharded();
        await context.Database.MigrateAsync();

        var report = await context.Sharding().MigrateAsync("RenameAndMore");

        Assert.All(report.Shards, result => Assert.Equal((Last, ShardSchemaOutcome.Reverted), (result.Migration, result.Outcome)));
        Assert.Equal(Last, Assert.Single(await context.Database.GetPendingMigrationsAsync()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => context.Database.MigrateAsync("NoSuchMigration"));
    }

    protected async Task Drift()
    {
        await using var context = Databases.Sharded();
        await context.Database.MigrateAsync();
        await Databases.ExecuteAsync("s1", """DROP INDEX "IX_Book_EditorId" """);
        await Databases.ExecuteAsync("s3", """ALTER TABLE "Country" ADD COLUMN "Extra" integer""");

        var comparison = await context.Sharding().CheckSchemaAsync();

        Assert.False(comparison.AreEqual);
        var index = Assert.Single(comparison.Differences, difference => difference.Name.Contains("IX_Book_EditorId", StringComparison.Ordinal));
        Assert.Null(index.Definitions["s1"]);
        Assert.NotNull(index.Definitions["s0"]);
        Assert.Contains("s1: (missing)", index.ToString(), StringComparison.Ordinal);
        Assert.Contains(comparison.Differences, difference => difference.Definitions["s3"]?.Contains("Extra", StringComparison.Ordinal) == true
            || difference.Name.Contains("Extra", StringComparison.Ordinal));
    }

    protected async Task TablesWithoutMap()
    {
        await Databases.ExecuteAsync("s1", """CREATE TABLE "Old" ("Id" bigint)""");
        await using var context = Databases.Sharded();

        var report = await context.Sharding().MigrateAsync();

        var failed = Assert.Single(report.Shards, result => result.Outcome is ShardSchemaOutcome.Failed);
        Assert.Equal("s1", failed.Shard.Name);
        Assert.Contains("has tables but no shard map", failed.Error!.Message, StringComparison.Ordinal);
    }

    protected async Task AtOnce()
    {
        await using var first = Databases.Sharded();
        await using var second = Databases.Sharded();

        var reports = await Task.WhenAll(Task.Run(() => first.Sharding().MigrateAsync()), Task.Run(() => second.Sharding().MigrateAsync()));

        Assert.All(reports, report => Assert.True(report.Succeeded, report.ToString()));
        Assert.Equal(12, reports.Sum(report => report.Shards.Count(result => result.Outcome is ShardSchemaOutcome.Migrated)));
    }

    protected async Task Overtaken(bool create)
    {
        await using var other = Databases.Sharded();
        var meanwhile = new OnceWhileLookingForTables(() => create ? other.Database.EnsureCreatedAsync() : other.Database.MigrateAsync());
        await using var context = Databases.Sharded(maxParallelShards: 1, meanwhile);

        var report = create ? await context.Sharding().EnsureCreatedAsync() : await context.Sharding().MigrateAsync();

        Assert.True(report.Succeeded, report.ToString());
        Assert.True(meanwhile.IsDone);
    }

    private async Task<long> SumAsync(string sql)
    {
        var sum = 0L;
        foreach (var shard in MigratedDatabases.Shards)
        {
            sum += await Databases.ScalarAsync(shard, sql);
        }

        return sum;
    }

    public sealed class OnSqlite : MigrationTests, IDisposable
    {
        private readonly SqliteFiles _files = new();

        protected override MigratedDatabases Databases => new((options, sharding) => options.UseSqlite().UseSharding(sharding), shard => _files[shard]);

        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public Task Every_shard_is_migrated_with_its_own_seeds(bool async) => EveryShard(async);

        [Theory]
        [InlineData(true)]
        [InlineData(false)]
        public Task A_failed_shard_hides_nothing_and_a_second_run_goes_on(bool async) => AFailedShard(async);

        [Fact]
        public Task Shards_go_back_to_an_earlier_migration() => Back();

        [Fact]
        public Task A_shard_that_was_changed_by_hand_is_found() => Drift();

        [Fact]
        public Task A_database_of_somebody_else_is_not_touched() => TablesWithoutMap();

        [Fact]
        public void A_script_has_a_part_for_each_shard()
        {
            using var context = Databases.Sharded();

            var script = context.GetService<IMigrator>().GenerateScript();

            Assert.All(MigratedDatabases.Shards, shard => Assert.Contains($"-- Shard {shard}", script, StringComparison.Ordinal));
            Assert.Equal(4, script.Split("CREATE VIEW \"LongBooks\"").Length - 1);
            Assert.Equal(1, script.Split("'theme', 'light'").Length - 1);
            Assert.DoesNotContain("FK_Book_Authors_EditorId", script, StringComparison.Ordinal);
            Assert.Contains("FK_Book_Authors_AuthorId", script, StringComparison.Ordinal);
        }

        public void Dispose() => _files.Dispose();
    }

    public sealed class OnPostgres : MigrationTests, IAsyncLifetime
    {
        private PostgresDatabases? _databases;

        protected override MigratedDatabases Databases => new(
            (options, sharding) => options.UseNpgsql(npgsql => npgsql.EnableRetryOnFailure()).UseSharding(sharding),
            shard => _databases!.Shards[shard[1] - '0']);

        public async Task InitializeAsync()
        {
            if (PostgresShards.SkipReason is null)
            {
                _databases = await PostgresShards.CreateDatabasesAsync("migrations");
            }
        }

        public async Task DisposeAsync()
        {
            if (_databases is not null)
            {
                await _databases.DisposeAsync();
            }
        }

        [PostgresTheory]
        [InlineData(true)]
        [InlineData(false)]
        public Task Every_shard_is_migrated_with_its_own_seeds(bool async) => EveryShard(async);

        [PostgresFact]
        public Task A_failed_shard_hides_nothing_and_a_second_run_goes_on() => AFailedShard(async: true);

        [PostgresFact]
        public Task Shards_go_back_to_an_earlier_migration() => Back();

        [PostgresFact]
        public Task A_shard_that_was_changed_by_hand_is_found() => Drift();

        [PostgresFact]
        public Task A_database_of_somebody_else_is_not_touched() => TablesWithoutMap();

        [PostgresFact]
        public Task Two_that_migrate_at_once_do_each_step_once() => AtOnce();

        [PostgresTheory]
        [InlineData(true)]
        [InlineData(false)]
        public Task Another_that_makes_the_tables_meanwhile_is_no_stranger(bool create) => Overtaken(create);
    }
}
