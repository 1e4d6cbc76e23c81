using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace EfShard.Update;

/// <summary>
///     A command of a save over several shards. Legs read their results at the same time, but the entries that the values go to belong to one
///     change tracker, so one leg at a time may write them.
/// </summary>
/// <param name="inner">EF Core's command.</param>
/// <param name="isCopy">Whether the row is a reference table's on a further shard: it counts once, and its values are taken from the first.</param>
/// <param name="tracker">What a leg holds while it touches the change tracker.</param>
internal sealed class LegCommand(IReadOnlyModificationCommand inner, bool isCopy, object tracker) : IReadOnlyModificationCommand
{
    public bool IsCopy { get; } = isCopy;

    public ITable? Table => inner.Table;

    public IStoreStoredProcedure? StoreStoredProcedure => inner.StoreStoredProcedure;

    public string TableName => inner.TableName;

    public string? Schema => inner.Schema;

    public IReadOnlyList<IColumnModification> ColumnModifications => inner.ColumnModifications;

    public IReadOnlyList<IUpdateEntry> Entries => inner.Entries;

    public EntityState EntityState => inner.EntityState;

    public IColumnBase? RowsAffectedColumn => inner.RowsAffectedColumn;

    public void PropagateResults(RelationalDataReader relationalReader)
    {
        if (!IsCopy)
        {
            lock (tracker)
            {
                inner.PropagateResults(relationalReader);
            }
        }
    }

    public void PropagateOutputParameters(DbParameterCollection parameterCollection, int baseParameterIndex)
    {
        if (!IsCopy)
        {
            lock (tracker)
            {
                inner.PropagateOutputParameters(parameterCollection, baseParameterIndex);
            }
        }
    }
}
