using EfShard.Execution.Merging;
using EfShard.Planning.Combining;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Execution.Combining;

/// <summary>
///     Combines the legs' partial rows by a <see cref="CombinePlan" />. In: the legs' readers. Out: the statement's rows. Groups keep the order in which
///     they are first seen, shard after shard, so that ties break the same way every time.
/// </summary>
internal sealed class Combination
{
    private readonly RelationalDataReader[] _legs;
    private readonly CombinePlan _plan;
    private readonly GroupFinishing _finishing;
    private readonly GroupTable _groups;

    public Combination(RelationalDataReader[] legs, CombinePlan plan, IReadOnlyDictionary<string, object?> parameters, long offset, long? limit)
    {
        (_legs, _plan) = (legs, plan);
        _groups = new GroupTable(plan);
        _finishing = new GroupFinishing(plan, parameters, offset, limit);
    }

    public int ColumnCount => _plan.Projection.Count;

    public IReadOnlyList<object?[]> Read()
    {
        foreach (var leg in _legs)
        {
            while (leg.ReadNamed())
            {
                _groups.Add(leg.DbDataReader);
            }
        }

        return _finishing.Finish(_groups.Groups);
    }

    public async Task<IReadOnlyList<object?[]>> ReadAsync(CancellationToken cancellationToken)
    {
        foreach (var leg in _legs)
        {
            while (await leg.ReadNamedAsync(cancellationToken).ConfigureAwait(false))
            {
                _groups.Add(leg.DbDataReader);
            }
        }

        return _finishing.Finish(_groups.Groups);
    }
}
