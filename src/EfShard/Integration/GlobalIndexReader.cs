using System.Collections.Concurrent;
using EfShard.Execution;
using EfShard.Model;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Integration;

/// <summary>
///     Asks global indexes, with queries of the context's own: in its transaction, and routed like any other. An index is a hint: what it says is true only when
///     the shard that it names has the row.
/// </summary>
internal abstract class GlobalIndexReader(DbContext context, GlobalIndex index, ShardTopology topology)
{
    private static readonly ConcurrentDictionary<(Type Entity, Type Property, Type Value), Type> Types = new();

    public DbContext Context { get; } = context;

    public GlobalIndex Index { get; } = index;

    public static GlobalIndexReader Create(DbContext context, GlobalIndex index, ShardTopology topology)
    {
        var type = Types.GetOrAdd(
            (index.EntityType.ClrType, index.Property.ClrType, index.Value.ClrType),
            static types => typeof(GlobalIndexReader<,,>).MakeGenericType(types.Entity, types.Property, types.Value));
        return (GlobalIndexReader)Activator.CreateInstance(type, context, index, topology)!;
    }

    /// <summary>The shard of the row with a value, if the index knows one.</summary>
    public abstract int? Find(object value);

    /// <inheritdoc cref="Find" />
    public abstract Task<int?> FindAsync(object value, CancellationToken cancellationToken);

    /// <summary>Whether a shard has a row with a value.</summary>
    public abstract bool Exists(object value, int shard);

    /// <inheritdoc cref="Exists" />
    public abstract Task<bool> ExistsAsync(object value, int shard, CancellationToken cancellationToken);

    /// <summary>Some rows of a shard, in the order of their values: value, and components of the shard key.</summary>
    public abstract Task<List<object?[]>> ReadRowsAsync(int shard, int skip, int take, CancellationToken cancellationToken);

    /// <summary>Some entries of a shard, in the order of their values.</summary>
    public abstract Task<List<Dictionary<string, object>>> ReadEntriesAsync(int shard, int skip, int take, CancellationToken cancellationToken);

    /// <summary>The entries of values.</summary>
    public abstract Task<List<Dictionary<string, object>>> EntriesOfAsync(IReadOnlyList<object> values, CancellationToken cancellationToken);

    /// <summary>Those of the values that a shard has rows with.</summary>
    public abstract Task<HashSet<object>> ExistingAsync(IReadOnlyList<object> values, int shard, CancellationToken cancellationToken);

    protected string NameOf(int shard) => topology.Shards[shard].Name;

    protected int Locate(Dictionary<string, object> entry) => Group.Locate(KeyOf(entry));

    public async Task<int?> LocateAsync(Dictionary<string, object> entry, CancellationToken cancellationToken)
    {
        var shards = new int[1];
        await Group.LocateAsync(new[] { KeyOf(entry) }, shards, cancellationToken).ConfigureAwait(false);
        return shards[0];
    }

    /// <summary>The group of the entity.</summary>
    public ShardGroup Group => topology.TryGetGroup(Placement.Group!, out var group) ? group : throw new InvalidOperationException($"There is no group '{Placement.Group}'.");

    protected EntityPlacement Placement => ShardModel.Of(Context.Model).GetPlacement(Index.EntityType);

    private Strategies.ShardKey KeyOf(Dictionary<string, object> entry)
        => Strategies.ShardKey.From([.. Placement.Key.Select((component, i) => Strategies.ShardKey.From(component.ToStore(entry.GetValueOrDefault(GlobalIndex.KeyName(i)))))]);
}
