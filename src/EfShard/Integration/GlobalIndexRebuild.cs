using EfShard.Model;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace EfShard.Integration;

/// <summary>
///     Makes a global index what the rows say: adds entries that are missing, corrects those that name another shard key, removes those without a row. Reads a page
///     at a time; nobody may write meanwhile, since a page tells nothing of a commit that is under way.
/// </summary>
internal sealed class GlobalIndexRebuild(GlobalIndexReader reader, ShardTopology topology)
{
    private const int PageSize = 1_000;

    private readonly IUpdateAdapterFactory _trackers = reader.Context.GetService<IUpdateAdapterFactory>();
    private long _added;
    private long _corrected;
    private long _duplicates;

    public async Task<GlobalIndexReport> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var shard in reader.Group.Shards)
        {
            for (var skip = 0;; skip += PageSize)
            {
                var rows = await reader.ReadRowsAsync(shard, skip, PageSize, cancellationToken).ConfigureAwait(false);
                await AddMissingAsync(shard, rows, cancellationToken).ConfigureAwait(false);
                if (rows.Count < PageSize)
                {
                    break;
                }
            }
        }

        var removed = await RemoveOrphansAsync(cancellationToken).ConfigureAwait(false);
        return new GlobalIndexReport(reader.Index.EntityType.DisplayName(), reader.Index.Property.Name, _added, _corrected, removed, _duplicates);
    }

    private async Task AddMissingAsync(int shard, List<object?[]> rows, CancellationToken cancellationToken)
    {
        var known = (await reader.EntriesOfAsync([.. rows.Select(row => row[0]!)], cancellationToken).ConfigureAwait(false))
            .ToDictionary(entry => entry[GlobalIndex.ValueName], reader.Index.Property.GetKeyValueComparer());
        var tracker = _trackers.CreateStandalone(reader.Context.Model);
        var changes = new List<IUpdateEntry>();
        foreach (var row in rows)
        {
            var entry = known.GetValueOrDefault(row[0]!);
            if (entry is null)
            {
                changes.Add(tracker.CreateEntry(Values(row), reader.Index.Entries));
                changes[^1].EntityState = EntityState.Added;
                _added++;
            }
            else if (!IsOf(entry, row))
            {
                var named = await reader.LocateAsync(entry, cancellationToken).ConfigureAwait(false);
                if (named is { } other && other != shard && await reader.ExistsAsync(row[0]!, other, cancellationToken).ConfigureAwait(false))
                {
                    _duplicates++;
                    continue;
                }

                changes.Add(Corrected(tracker, entry, row));
                _corrected++;
            }
        }

        await SaveAsync(changes, cancellationToken).ConfigureAwait(false);
    }

    private async Task<long> RemoveOrphansAsync(CancellationToken cancellationToken)
    {
        var orphans = new List<Dictionary<string, object>>();
        for (var shard = 0; shard < topology.Shards.Count; shard++)
        {
            for (var skip = 0;; skip += PageSize)
            {
                var entries = await reader.ReadEntriesAsync(shard, skip, PageSize, cancellationToken).ConfigureAwait(false);
                orphans.AddRange(await OrphansAsync(entries, cancellationToken).ConfigureAwait(false));
                if (entries.Count < PageSize)
                {
                    break;
                }
            }
        }

        foreach (var some in orphans.Chunk(PageSize))
        {
            var tracker = _trackers.CreateStandalone(reader.Context.Model);
            await SaveAsync(
                some.Select(orphan =>
                {
                    var entry = tracker.CreateEntry(orphan.ToDictionary(pair => pair.Key, pair => (object?)pair.Value), reader.Index.Entries);
                    entry.EntityState = EntityState.Deleted;
                    return entry;
                }).ToList(),
                cancellationToken).ConfigureAwait(false);
        }

        return orphans.Count;
    }

    private async Task<IEnumerable<Dictionary<string, object>>> OrphansAsync(List<Dictionary<string, object>> entries, CancellationToken cancellationToken)
    {
        var byShard = new Dictionary<int, List<Dictionary<string, object>>>();
        foreach (var entry in entries)
        {
            var shard = (await reader.LocateAsync(entry, cancellationToken).ConfigureAwait(false))!.Value;
            if (!byShard.TryGetValue(shard, out var ofShard))
            {
                byShard.Add(shard, ofShard = []);
            }

            ofShard.Add(entry);
        }

        var orphans = new List<Dictionary<string, object>>();
        foreach (var (shard, ofShard) in byShard)
        {
            var existing = await reader.ExistingAsync([.. ofShard.Select(entry => entry[GlobalIndex.ValueName])], shard, cancellationToken).ConfigureAwait(false);
            orphans.AddRange(ofShard.Where(entry => !existing.Contains(entry[GlobalIndex.ValueName])));
        }

        return orphans;
    }

    private IUpdateEntry Corrected(IUpdateAdapter tracker, Dictionary<string, object> old, object?[] row)
    {
        var entry = tracker.CreateEntry(Values(row), reader.Index.Entries);
        entry.EntityState = EntityState.Unchanged;
        for (var i = 0; i < row.Length - 1; i++)
        {
            var property = reader.Index.Entries.FindProperty(GlobalIndex.KeyName(i))!;
            entry.SetOriginalValue(property, old.GetValueOrDefault(property.Name));
            entry.SetPropertyModified(property);
        }

        return entry;
    }

    private bool IsOf(Dictionary<string, object> entry, object?[] row)
        => Enumerable.Range(0, row.Length - 1).All(i => reader.Index.Entries.FindProperty(GlobalIndex.KeyName(i))!.GetKeyValueComparer()
            .Equals(entry.GetValueOrDefault(GlobalIndex.KeyName(i)), row[i + 1]));

    private static Dictionary<string, object?> Values(object?[] row)
    {
        var values = new Dictionary<string, object?> { [GlobalIndex.ValueName] = row[0] };
        for (var i = 1; i < row.Length; i++)
        {
            values.Add(GlobalIndex.KeyName(i - 1), row[i]);
        }

        return values;
    }

    // Past the context's own tracker: what the application has changed is not to be saved.
    private Task SaveAsync(List<IUpdateEntry> changes, CancellationToken cancellationToken)
        => changes.Count == 0 ? Task.CompletedTask
            : reader.Context.Database.CreateExecutionStrategy().ExecuteAsync(
                changes,
                async (_, saved, token) => await reader.Context.GetService<IDatabase>().SaveChangesAsync(saved, token).ConfigureAwait(false),
                null,
                cancellationToken);
}
