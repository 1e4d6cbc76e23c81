using EfShard.Commit;
using EfShard.Crash.Child;
using EfShard.Crash.Tests.Faults;
using EfShard.TestServers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace EfShard.Crash.Tests;

/// <summary>Processes that move rows from shard to shard are killed, as kill -9 does: the rows are on one shard, all of them, and on no other.</summary>
public sealed class KilledMoveTests
{
    private const int Scans = 3;

    [PostgresFact]
    public async Task Killed_at_each_step_of_the_commit_a_parcel_is_in_one_place_with_all_its_scans()
    {
        await using var databases = await PostgresShards.CreateDatabasesAsync("killedmoves");
        var shards = databases.Shards.Take(3).ToList();

        // One at a time: the steps after the answer on both paths, the others in one process below.
        List<StoppedCase> single = [.. Enum.GetValues<CommitStep>().Select(step => new StoppedCase((int)step, step, 1, "async"))];
        single.AddRange(new[] { CommitStep.Forgetting, CommitStep.Forgotten }.Select((step, i) => new StoppedCase(50 + i, step, 1, "sync")));
        var together = StoppedCase.All(firstNumber: 100, others: 1);
        await using (var setup = ParcelContext.Over(shards))
        {
            await setup.Database.EnsureCreatedAsync();
            setup.AddRange(single.Concat(together).Select(c => NewParcel(c.Number)));
            await setup.SaveChangesAsync();
        }

        var killed = StoppedCase.KillAsync(together, "parcels", shards);
        var told = await Task.WhenAll(single.Select(async one =>
        {
            using var child = ChildProcess.Start(["parcel", string.Join('|', shards), $"{one.Number}", "1", $"{one.Step}", one.Path]);
            var output = await child.Output().WaitAsync(TimeSpan.FromMinutes(2));
            Assert.Equal(ChildProcess.Killed, await child.EndAsync());
            return output.Contains("committed", StringComparison.Ordinal);
        }));
        await killed;

        await using var context = ParcelContext.Over(shards);
        await Eventually.TrueAsync(
            async () => await context.Sharding().RecoverInDoubtAsync(TimeSpan.Zero) is { InDoubt.Count: 0, Failures.Count: 0 },
            "nothing is in doubt",
            TimeSpan.FromMinutes(1));
        Assert.All(single.Zip(told), pair => Assert.True(pair.First.IsDecided || !pair.Second, $"{pair.First}: acknowledged, and lost"));
        foreach (var one in single.Concat(together))
        {
            // The decision is what counts; nobody is told before it.
            await IsInOnePlaceAsync(() => ParcelContext.Over(shards), one.Number, one.IsDecided ? 1 : 0);

            // Nothing is locked.
            await using var next = ParcelContext.Over(shards);
            await next.GiveAsync(one.Number, 2);
            await IsInOnePlaceAsync(() => ParcelContext.Over(shards), one.Number, 2);
        }
    }

    [Theory]
    [InlineData("super")]
    [InlineData("journals")]
    public async Task Killed_in_the_commit_of_files_a_parcel_is_in_one_place_with_all_its_scans(string moment)
        => await Task.WhenAll(KillFilesAsync(moment), KillFilesAsync(moment));

    private static async Task KillFilesAsync(string moment)
    {
        var folder = Directory.CreateTempSubdirectory("efshard-move-");
        string[] files = [.. Enumerable.Range(0, 2).Select(i => Path.Combine(folder.FullName, $"s{i}.db"))];
        await using (var setup = ParcelContext.OverFiles(files))
        {
            await setup.Database.EnsureCreatedAsync();
            setup.Add(NewParcel(1));
            await setup.SaveChangesAsync();
        }

        using var child = ChildProcess.Start(["parcels", string.Join('|', files), moment]);
        var acknowledged = 0;
        await child.ReadAsync(line => Assert.Equal($"committed {acknowledged++}", line)).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(ChildProcess.Killed, await child.EndAsync());

        // Turn 0 gives the parcel to customer 1, turn 1 to customer 0. Of the turn that was killed nobody knows.
        await using (var context = ParcelContext.OverFiles(files))
        {
            var customer = (await context.Parcels.AsNoTracking().SingleAsync()).CustomerId;
            Assert.Contains(customer, (long[])[acknowledged % 2, (acknowledged + 1) % 2]);
            await IsInOnePlaceAsync(() => ParcelContext.OverFiles(files), 1, customer);
            await context.GiveAsync(1, 1 - customer);
            await IsInOnePlaceAsync(() => ParcelContext.OverFiles(files), 1, 1 - customer);
        }

        SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    private static Parcel NewParcel(long id)
    {
        var parcel = new Parcel { Id = id, CustomerId = 0 };
        parcel.Scans.AddRange(Enumerable.Range(0, Scans).Select(_ => new ParcelScan { Id = Guid.NewGuid() }));
        return parcel;
    }

    private static async Task IsInOnePlaceAsync(Func<ParcelContext> create, long parcel, long customer)
    {
        await using var context = create();
        foreach (var shard in context.Sharding().Shards)
        {
            var expected = shard.Name == $"s{customer}";
            var found = await context.Parcels.OnShard(shard.Name).AsNoTracking().Where(p => p.Id == parcel).ToListAsync();
            Assert.Equal(expected ? [customer] : [], found.Select(p => p.CustomerId));
            Assert.Equal(expected ? Scans : 0, await context.Scans.OnShard(shard.Name).CountAsync(s => s.ParcelId == parcel));
        }
    }
}
