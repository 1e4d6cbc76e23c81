using System.Linq.Expressions;
using EfShard.Model;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EfShard.Integration;

/// <summary>The queries, in the types of one index.</summary>
/// <typeparam name="TEntity">The entity.</typeparam>
/// <typeparam name="TProperty">The type of its property.</typeparam>
/// <typeparam name="TValue">The same, not nullable.</typeparam>
internal sealed class GlobalIndexReader<TEntity, TProperty, TValue>(DbContext context, GlobalIndex index, ShardTopology topology)
    : GlobalIndexReader(context, index, topology)
    where TEntity : class
    where TValue : notnull
{
    public override int? Find(object value) => Entries((TValue)value).FirstOrDefault() is { } entry ? Locate(entry) : null;

    public override async Task<int?> FindAsync(object value, CancellationToken cancellationToken)
        => await Entries((TValue)value).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false) is { } entry
            ? await LocateAsync(entry, cancellationToken).ConfigureAwait(false)
            : null;

    public override bool Exists(object value, int shard) => Rows((TProperty)value, shard).Any();

    public override Task<bool> ExistsAsync(object value, int shard, CancellationToken cancellationToken)
        => Rows((TProperty)value, shard).AnyAsync(cancellationToken);

    public override Task<List<object?[]>> ReadRowsAsync(int shard, int skip, int take, CancellationToken cancellationToken)
    {
        var property = Index.Property.Name;
        return Rows(shard).Where(row => EF.Property<TProperty>(row, property) != null).OrderBy(row => EF.Property<TProperty>(row, property))
            .Select(ValueAndKey()).Skip(skip).Take(take).ToListAsync(cancellationToken);
    }

    public override Task<List<Dictionary<string, object>>> ReadEntriesAsync(int shard, int skip, int take, CancellationToken cancellationToken)
        => Entries().OnShard(NameOf(shard)).OrderBy(entry => EF.Property<TValue>(entry, GlobalIndex.ValueName)).Skip(skip).Take(take).ToListAsync(cancellationToken);

    public override Task<List<Dictionary<string, object>>> EntriesOfAsync(IReadOnlyList<object> values, CancellationToken cancellationToken)
    {
        var typed = values.Cast<TValue>().ToArray();
        return Entries().Where(entry => typed.Contains(EF.Property<TValue>(entry, GlobalIndex.ValueName))).ToListAsync(cancellationToken);
    }

    public override async Task<HashSet<object>> ExistingAsync(IReadOnlyList<object> values, int shard, CancellationToken cancellationToken)
    {
        var (typed, property) = (values.Cast<TProperty>().ToArray(), Index.Property.Name);
        var found = await Rows(shard).Where(row => typed.Contains(EF.Property<TProperty>(row, property)))
            .Select(row => EF.Property<TProperty>(row, property)).ToListAsync(cancellationToken).ConfigureAwait(false);
        return new HashSet<object>(found.Select(value => (object)value!), Index.Property.GetKeyValueComparer());
    }

    private IQueryable<Dictionary<string, object>> Entries() => Context.Set<Dictionary<string, object>>(Index.Entries.Name).AsNoTracking();

    private IQueryable<Dictionary<string, object>> Entries(TValue value)
        => Entries().Where(entry => EF.Property<TValue>(entry, GlobalIndex.ValueName).Equals(value));

    private IQueryable<TEntity> Rows(int shard)
    {
        var name = NameOf(shard);
        return (Index.EntityType.HasSharedClrType ? Context.Set<TEntity>(Index.EntityType.Name) : Context.Set<TEntity>())
            .IgnoreQueryFilters().AsNoTracking().OnShard(name);
    }

    private IQueryable<TEntity> Rows(TProperty value, int shard)
    {
        var property = Index.Property.Name;
        return Rows(shard).Where(row => EF.Property<TProperty>(row, property)!.Equals(value));
    }

    private Expression<Func<TEntity, object?[]>> ValueAndKey()
    {
        var row = Expression.Parameter(typeof(TEntity), "row");
        return Expression.Lambda<Func<TEntity, object?[]>>(
            Expression.NewArrayInit(
                typeof(object),
                Placement.Key.Select(component => component.Property).Prepend(Index.Property).Select(property => Expression.Convert(
                    Expression.Call(typeof(EF), nameof(EF.Property), [property.ClrType], row, Expression.Constant(property.Name)), typeof(object)))),
            row);
    }
}
