#pragma warning disable EF1001 // An exception tells its entries as the application sees them; which of them are an index's shows only below.
using System.Data.Common;
using EfShard.Model;
using EfShard.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace EfShard.Update;

/// <summary>
///     Comes in: the entries of one save. Goes out: what it changes in global indexes, as entries of a tracker of its own, which are saved with the others; and,
///     should one of them fail, the exception that an index would have thrown.
/// </summary>
internal sealed class GlobalIndexSave
{
    private readonly Dictionary<IUpdateEntry, IUpdateEntry> _owners = [];
    private readonly List<GlobalIndex> _indexes = [];

    /// <param name="model">The model.</param>
    /// <param name="entries">What the application saves.</param>
    /// <param name="createTracker">Makes a tracker that is not the context's.</param>
    /// <exception cref="DuplicateValueException">Two of the entries have one value.</exception>
    public GlobalIndexSave(ShardModel model, IList<IUpdateEntry> entries, Func<IUpdateAdapter> createTracker)
    {
        foreach (var index in model.GlobalIndexes)
        {
            var (before, after) = Read(index, model.GetPlacement(index.EntityType).Key, entries);
            if (before.Count + after.Count > 0)
            {
                _indexes.Add(index);
                Add(index, before, after, createTracker());
            }
        }
    }

    /// <summary>The entries of the indexes.</summary>
    public IReadOnlyCollection<IUpdateEntry> Entries => _owners.Keys;

    /// <summary>What an application should see in place of a failure, if the failure is an index's.</summary>
    public DbUpdateException? Translate(DbUpdateException failure, DatabaseDialect dialect)
    {
        // Of rows that somebody else has changed: those that the entries belong to.
        if (failure is DbUpdateConcurrencyException)
        {
            var concerned = failure.Entries.Select(entry => entry.GetInfrastructure()).ToList();
            var owners = concerned.Where(_owners.ContainsKey).Select(entry => _owners[entry]).ToList();
            return owners.Count == 0 ? null : new DbUpdateConcurrencyException(UpdateErrors.LostIndexEntry(owners[0].EntityType), failure, owners);
        }

        return Failures(failure).Select(dialect.TableOfUniqueViolation).FirstOrDefault(table => table is not null) is { } table
            && _indexes.Find(index => index.Entries.GetTableName() == table) is { } violatedIndex
                ? Duplicate(violatedIndex, failure, [.. _owners.Where(pair => pair.Key.EntityType == violatedIndex.Entries && pair.Key.EntityState is not EntityState.Deleted).Select(pair => pair.Value)])
                : null;
    }

    private static IEnumerable<DbException> Failures(Exception failure)
    {
        for (Exception? inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is DbException ofDatabase)
            {
                yield return ofDatabase;
            }
        }
    }

    /// <summary>Which row had which value, and which has it now.</summary>
    private static (Dictionary<object, IUpdateEntry> Before, Dictionary<object, IUpdateEntry> After) Read(
        GlobalIndex index, IReadOnlyList<ShardKeyProperty> key, IList<IUpdateEntry> entries)
    {
        var comparer = index.Property.GetKeyValueComparer();
        var before = new Dictionary<object, IUpdateEntry>(comparer);
        var after = new Dictionary<object, IUpdateEntry>(comparer);
        foreach (var entry in entries.Where(entry => index.EntityType.IsAssignableFrom(entry.EntityType)))
        {
            var state = entry.EntityState;
            if (state is EntityState.Modified && !entry.IsModified(index.Property) && !key.Any(component => entry.IsModified(component.Property)))
            {
                continue;
            }

            if (state is EntityState.Modified or EntityState.Deleted && Original(entry, index.Property) is { } old)
            {
                before.Add(old, entry);
            }

            if (state is EntityState.Modified or EntityState.Added && entry.GetCurrentValue(index.Property) is { } value && !after.TryAdd(value, entry))
            {
                throw Duplicate(index, null, [after[value], entry]);
            }
        }

        return (before, after);
    }

    private void Add(GlobalIndex index, Dictionary<object, IUpdateEntry> before, Dictionary<object, IUpdateEntry> after, IUpdateAdapter tracker)
    {
        foreach (var (value, owner) in before.Where(pair => !after.ContainsKey(pair.Key)))
        {
            Create(value, owner, original: true).EntityState = EntityState.Deleted;
        }

        foreach (var (value, owner) in after)
        {
            var entry = Create(value, owner, original: false);
            if (!before.TryGetValue(value, out var former))
            {
                entry.EntityState = EntityState.Added;
                continue;
            }

            // One value goes from row to row, or its row to another shard key.
            entry.EntityState = EntityState.Unchanged;
            foreach (var (property, component) in Components(index))
            {
                var (was, becomes) = (Original(former, component), owner.GetCurrentValue(component));
                if (!property.GetKeyValueComparer().Equals(was, becomes))
                {
                    entry.SetOriginalValue(property, was);
                    entry.SetPropertyModified(property);
                }
            }

            if (entry.EntityState is EntityState.Unchanged)
            {
                _owners.Remove(entry);
            }
        }

        IUpdateEntry Create(object value, IUpdateEntry owner, bool original)
        {
            var values = new Dictionary<string, object?> { [GlobalIndex.ValueName] = value };
            foreach (var (property, component) in Components(index))
            {
                values[property.Name] = original ? Original(owner, component) : owner.GetCurrentValue(component);
            }

            var entry = tracker.CreateEntry(values, index.Entries);
            _owners.Add(entry, owner);
            return entry;
        }
    }

    /// <summary>The properties of an index's entries that are components of the shard key, with those of the entity.</summary>
    private static IEnumerable<(IProperty OfEntry, IProperty OfEntity)> Components(GlobalIndex index)
        => (index.EntityType.GetRootType().GetDeclaredShardKey() ?? [])
            .Select((name, i) => (index.Entries.FindProperty(GlobalIndex.KeyName(i))!, index.EntityType.FindProperty(name)!));

    private static object? Original(IUpdateEntry entry, IProperty property)
        => entry.CanHaveOriginalValue(property) ? entry.GetOriginalValue(property)
            : entry.EntityState is EntityState.Modified && entry.IsModified(property)
                ? throw new InvalidOperationException(UpdateErrors.UnknownIndexedValue(entry.EntityType, property))
            : entry.GetCurrentValue(property);

    private static DuplicateValueException Duplicate(GlobalIndex index, Exception? failure, IReadOnlyList<IUpdateEntry> entries)
        => new(index.EntityType.DisplayName(), index.Property.Name, failure, entries);
}
