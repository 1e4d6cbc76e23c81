using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Xunit;

namespace EfShard.Tests.Schema;

public sealed class EnsureCreatedTests : IDisposable
{
    private static readonly string[] Names = ["a", "b", "c", "d"];

    private readonly SqliteFiles _files = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_shard_gets_every_table_and_its_own_map(bool async)
    {
        using var context = Context();

        Assert.True(async ? await context.Database.EnsureCreatedAsync() : context.Database.EnsureCreated());

        foreach (var name in Names)
        {
            Assert.Equal(7L, _files.Scalar(name, "SELECT count(*) FROM sqlite_master WHERE type = 'table';"));
            Assert.Equal(name, _files.Scalar(name, """SELECT "Name" FROM "__EFShardMap" WHERE "Kind" = 'shard';"""));
            Assert.Equal("wal", _files.Scalar(name, "PRAGMA journal_mode;"));
        }

        Assert.False(async ? await context.Database.EnsureCreatedAsync() : context.Database.EnsureCreated());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rows_of_HasData_go_to_their_own_shard_only(bool async)
    {
        using var context = Context();
        _ = async ? await context.Database.EnsureCreatedAsync() : context.Database.EnsureCreated();

        var customers = 0L;
        foreach (var name in Names)
        {
            var here = (long)_files.Scalar(name, """SELECT count(*) FROM "Customers";""")!;
            Assert.InRange(here, 1, 39);
            customers += here;
            Assert.Equal(here, _files.Scalar(name, """SELECT count(*) FROM "Purchases" JOIN "Customers" ON "Customers"."Id" = "CustomerId";"""));
            Assert.Equal(here, _files.Scalar(name, """SELECT count(*) FROM "Remarks" JOIN "Customers" ON "Customers"."Id" = "PurchaseCustomerId";"""));
            Assert.Equal(2L, _files.Scalar(name, """SELECT count(*) FROM "Countries";"""));
            Assert.Equal(name == "a" ? 1L : 0L, _files.Scalar(name, """SELECT count(*) FROM "Settings";"""));
            var first = (long)_files.Scalar(name, """SELECT min("Id") FROM "Customers";""")!;
            Assert.Equal(name, context.Sharding().ShardOf<ShopContext.Customer>(first).Name);
        }

        Assert.Equal(40, customers);
    }

    [Fact]
    public void Foreign_keys_that_cross_shards_are_left_out_and_the_others_stay()
    {
        using var context = Context();
        context.Database.EnsureCreated();

        Assert.Equal(0L, _files.Scalar("b", "SELECT count(*) FROM pragma_foreign_key_list('Customers');"));
        Assert.Equal(1L, _files.Scalar("b", "SELECT count(*) FROM pragma_foreign_key_list('Purchases');"));
        Assert.Equal(2L, _files.Scalar("b", "SELECT count(*) FROM pragma_foreign_key_list('Remarks');"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_shard_that_fails_does_not_hide_the_others(bool async)
    {
        _files.Scalar("c", "CREATE TABLE \"Customers\" (\"Id\" INTEGER);");
        using var context = Context();

        var report = async ? await context.Sharding().EnsureCreatedAsync() : context.Sharding().EnsureCreated();

        Assert.False(report.Succeeded);
        Assert.Equal(
            [ShardSchemaOutcome.Created, ShardSchemaOutcome.Created, ShardSchemaOutcome.Failed, ShardSchemaOutcome.Created],
            report.Shards.Select(s => s.Outcome));
        var error = Assert.Throws<ShardSchemaException>(report.ThrowIfFailed);
        Assert.Contains("[c] The database of the shard 'c' has tables but no shard map", error.Message, StringComparison.Ordinal);
        Assert.IsType<ShardMapException>(error.InnerException);
        Assert.Contains("c: failed", report.ToString(), StringComparison.Ordinal);

        await Assert.ThrowsAsync<ShardSchemaException>(
            async () => _ = async ? await context.Database.EnsureCreatedAsync() : context.Database.EnsureCreated());
    }

    [Fact]
    public void Several_failures_are_kept_together()
    {
        _files.Scalar("b", "CREATE TABLE \"x\" (\"Id\" INTEGER);");
        _files.Scalar("c", "CREATE TABLE \"x\" (\"Id\" INTEGER);");
        using var context = Context();

        var error = Assert.Throws<ShardSchemaException>(() => context.Database.EnsureCreated());
        Assert.Equal(2, Assert.IsType<AggregateException>(error.InnerException).InnerExceptions.Count);
        Assert.Contains("on 2 of 4 shards", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_stopped_half_way_is_taken_up()
    {
        using (var context = Context())
        {
            context.Database.EnsureCreated();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        File.Delete(_files.PathOf("b"));
        File.Delete(_files.PathOf("c"));
        _files.Open("c").Dispose();

        using var again = Context();
        var report = again.Sharding().EnsureCreated();
        Assert.Equal(
            [ShardSchemaOutcome.Unchanged, ShardSchemaOutcome.Created, ShardSchemaOutcome.Created, ShardSchemaOutcome.Unchanged],
            report.Shards.Select(s => s.Outcome));
    }

    [Fact]
    public void Tables_and_map_come_together_or_not_at_all()
    {
        using var context = Context(model: typeof(ClashingContext));

        Assert.False(context.Sharding().EnsureCreated().Succeeded);
        Assert.Equal(0L, _files.Scalar("a", "SELECT count(*) FROM sqlite_master WHERE type = 'table';"));
    }

    [Fact]
    public void Databases_of_other_options_are_refused()
    {
        using (var context = Context())
        {
            context.Database.EnsureCreated();
        }

        using var edited = Context(s => s.Group("default", g => g.Modulo()));
        var error = Assert.Throws<ShardSchemaException>(() => edited.Database.EnsureCreated());
        Assert.Contains("group 'default' has changed", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deleting_takes_every_shard_and_creating_works_again(bool async)
    {
        using var context = Context();
        context.Database.EnsureCreated();
        File.Delete(_files.PathOf("d"));

        var report = async ? await context.Sharding().EnsureDeletedAsync() : context.Sharding().EnsureDeleted();

        Assert.Equal(
            [ShardSchemaOutcome.Deleted, ShardSchemaOutcome.Deleted, ShardSchemaOutcome.Deleted, ShardSchemaOutcome.Unchanged],
            report.Shards.Select(s => s.Outcome));
        Assert.All(Names, name => Assert.False(File.Exists(_files.PathOf(name))));
        Assert.False(async ? await context.Database.EnsureDeletedAsync() : context.Database.EnsureDeleted());
        Assert.True(async ? await context.Database.EnsureCreatedAsync() : context.Database.EnsureCreated());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connecting_takes_every_shard(bool async)
    {
        using var context = Context();
        Assert.False(async ? await context.Database.CanConnectAsync() : context.Database.CanConnect());
        context.Database.EnsureCreated();
        Assert.True(async ? await context.Database.CanConnectAsync() : context.Database.CanConnect());
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        File.Delete(_files.PathOf("c"));
        Assert.False(async ? await context.Database.CanConnectAsync() : context.Database.CanConnect());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_seeder_runs_once_and_hears_whether_anything_was_created(bool async)
    {
        var calls = new List<(DbContext, bool)>();
        using var context = Context(options: builder => builder
            .UseSeeding((c, created) => calls.Add((c, created)))
            .UseAsyncSeeding((c, created, _) =>
            {
                calls.Add((c, created));
                return Task.CompletedTask;
            }));

        _ = async ? await context.Database.EnsureCreatedAsync() : context.Database.EnsureCreated();
        _ = async ? await context.Database.EnsureCreatedAsync() : context.Database.EnsureCreated();

        Assert.Equal([(context, true), (context, false)], calls);
    }

    [Fact]
    public async Task A_seeder_for_the_other_way_of_creating_is_not_silently_skipped()
    {
        using var sync = Context(options: builder => builder.UseSeeding((_, _) => { }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => sync.Database.EnsureCreatedAsync());
        using var async = Context(options: builder => builder.UseAsyncSeeding((_, _, _) => Task.CompletedTask));
        Assert.Throws<InvalidOperationException>(() => async.Database.EnsureCreated());
    }

    [Fact]
    public void A_seeder_does_not_run_where_a_shard_failed()
    {
        _files.Scalar("c", "CREATE TABLE \"x\" (\"Id\" INTEGER);");
        var seeded = false;
        using var context = Context(options: builder => builder.UseSeeding((_, _) => seeded = true));

        Assert.False(context.Sharding().EnsureCreated().Succeeded);
        Assert.False(seeded);
    }

    [Fact]
    public void The_script_names_each_shard_and_its_rows()
    {
        using var context = Context();
        var scripts = context.Database.GenerateCreateScript().Split("-- Shard ").Skip(1).ToArray();

        Assert.Equal(4, scripts.Length);
        Assert.All(scripts, script => Assert.Contains("CREATE TABLE \"Customers\"", script, StringComparison.Ordinal));
        Assert.Single(scripts, script => script.Contains("'theme'", StringComparison.Ordinal));
        Assert.Single(scripts, script => script.Contains("'c1'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Databases_made_without_a_map_are_adopted_by_writing_it(bool async)
    {
        foreach (var name in Names)
        {
            _files.Scalar(name, "CREATE TABLE \"Customers\" (\"Id\" INTEGER);");
        }

        using var context = Context();
        Assert.Throws<ShardSchemaException>(() => context.Database.EnsureCreated());

        var report = async ? await context.Sharding().WriteMapAsync() : context.Sharding().WriteMap();

        Assert.All(report.Shards, s => Assert.Equal(ShardSchemaOutcome.Created, s.Outcome));
        Assert.False(context.Database.EnsureCreated());
        Assert.False((async ? await context.Sharding().WriteMapAsync() : context.Sharding().WriteMap()).Changed);
    }

    [Fact]
    public async Task Writing_a_map_over_another_needs_to_be_said()
    {
        using (var context = Context())
        {
            context.Database.EnsureCreated();
        }

        using var edited = Context(s => s.Group("default", g => g.Modulo()));
        Assert.Throws<ShardSchemaException>(() => edited.Sharding().WriteMap());
        await Assert.ThrowsAsync<ShardSchemaException>(() => edited.Sharding().WriteMapAsync());

        Assert.True(edited.Sharding().WriteMap(overwrite: true).Changed);
        Assert.False(edited.Database.EnsureCreated());
    }

    [Fact]
    public async Task A_cancelled_run_is_cancelled_and_reports_nothing()
    {
        using var context = Context();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => context.Sharding().EnsureCreatedAsync(cancelled.Token));
    }

    public void Dispose() => _files.Dispose();

    private DbContext Context(
        Action<ShardingOptionsBuilder>? sharding = null,
        Action<DbContextOptionsBuilder>? options = null,
        Type? model = null)
    {
        var builder = new DbContextOptionsBuilder<DbContext>().UseSqlite().UseSharding(_files.Shards(Names) + sharding);
        builder.ConfigureWarnings(w => w.Ignore(CoreEventId.ManyServiceProvidersCreatedWarning));
        options?.Invoke(builder);
        return (DbContext)Activator.CreateInstance(model ?? typeof(ShopContext), builder.Options)!;
    }

    /// <summary>Its last rows break a rule of the database, after all tables are made.</summary>
    private sealed class ClashingContext(DbContextOptions options) : ShopContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            base.OnModelCreating(modelBuilder);
            modelBuilder.Entity<Country>().ToTable(table => table.HasCheckConstraint("CK_None", "\"Code\" = ''"));
        }
    }
}
