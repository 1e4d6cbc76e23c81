using EfShard.Tests.Update.Harness;
using Microsoft.EntityFrameworkCore;
using static EfShard.Tests.Schema.Migrations.IndexedContext;

namespace EfShard.Tests.Schema.Migrations;

/// <summary>The table of a global index comes and goes by migrations, on every shard; rows that were there before get their entries.</summary>
public sealed class IndexMigrationTests : IDisposable
{
    private static readonly string[] Shards = ["s0", "s1", "s2", "s3"];

    private readonly SqliteFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_global_index_is_added_to_rows_that_are_there_and_removed(bool async)
    {
        await using var context = Context();
        await MigrateAsync(context, AddPeople.Id, async);
        for (var id = 1; id <= 12; id++)
        {
            _files.Scalar(context.Sharding().ShardOf<Person>(id).Name, $"INSERT INTO People (Id, Name) VALUES ({id}, 'p{id}')");
        }

        await MigrateAsync(context, null, async);

        Assert.False(context.Database.HasPendingModelChanges());
        Assert.Empty(async ? await context.Database.GetPendingMigrationsAsync() : context.Database.GetPendingMigrations());
        Assert.True((await context.Sharding().CheckSchemaAsync()).AreEqual);
        Assert.Equal([0L, 0L, 0L, 0L], Counts());

        // Without its entry a row is found all the same, but does not yet keep another from its name.
        Assert.Equal(7, (await context.People.AsNoTracking().SingleAsync(p => p.Name == "p7")).Id);
        await context.Sharding().RebuildGlobalIndexesAsync();
        Assert.Equal(12, Counts().Sum());
        Assert.All(Counts(), count => Assert.InRange(count, 1, 11));
        context.Add(new Person { Id = 100, Name = "p7" });
        await Assert.ThrowsAsync<DuplicateValueException>(() => context.SaveAsync(async));
        context.ChangeTracker.Clear();
        context.Add(new Person { Id = 100, Name = "new" });
        Assert.Equal(1, await context.SaveAsync(async));
        Assert.Equal(100, (await context.People.AsNoTracking().SingleAsync(p => p.Name == "new")).Id);

        await MigrateAsync(context, AddPeople.Id, async);
        Assert.All(Shards, shard => Assert.Equal(0L, _files.Scalar(shard, "SELECT count(*) FROM sqlite_master WHERE name LIKE 'People_Name_%' OR name = 'IX_People_Name'")));
        Assert.Equal(13, Shards.Sum(shard => (long)_files.Scalar(shard, "SELECT count(*) FROM People")!));
    }

    private static Task MigrateAsync(IndexedContext context, string? target, bool async)
    {
        if (async)
        {
            return context.Database.MigrateAsync(target);
        }

        context.Database.Migrate(target);
        return Task.CompletedTask;
    }

    private long[] Counts() => Array.ConvertAll(Shards, shard => (long)_files.Scalar(shard, "SELECT count(*) FROM People_Name_GlobalIndex")!);

    private IndexedContext Context()
        => new(new DbContextOptionsBuilder()
            .UseSqlite()
            .UseSharding(_files.Shards(Shards) + (sharding => sharding.CrossShardCommit(CrossShardCommit.Atomic)))
            .Options);
}
