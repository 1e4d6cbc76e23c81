using System.Data.Common;
using EfShard.Planning.Broadcasting;
using EfShard.Providers.Gathering;

namespace EfShard.Providers.Npgsql;

/// <summary>An array of texts for each column.</summary>
internal sealed class NpgsqlCarriedRows(BroadcastPart part) : CarriedRows
{
    private readonly List<string?>[] _columns = [.. part.Columns.Select(_ => new List<string?>())];

    public override bool TryAdd(DbDataReader row)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            var value = row.IsDBNull(i) ? null : row.GetString(i);
            _columns[i].Add(value);
            Bytes += 4 + (value?.Length ?? 0);
        }

        Count++;
        return true;
    }

    public override IEnumerable<(string Name, object Value)> ToParameters()
        => _columns.Select((column, i) => (NpgsqlBroadcasting.NameOf(part.Name, i), (object)column.ToArray()));
}
