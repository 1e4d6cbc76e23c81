using System.Data.Common;
using System.Text;

namespace EfShard.Execution.Combining;

/// <summary>Joins the legs' joined texts; that of nothing is null. Without an order inside the aggregate any order of the texts is right.</summary>
internal sealed class JoinAccumulator(int text, int separator) : Accumulator
{
    private StringBuilder? _joined;

    public override object? Value => _joined?.ToString();

    public override void Add(DbDataReader row)
    {
        if (row.IsDBNull(text))
        {
            return;
        }

        if (_joined is null)
        {
            _joined = new StringBuilder();
        }
        else if (!row.IsDBNull(separator))
        {
            _joined.Append(row.GetString(separator));
        }

        _joined.Append(row.GetString(text));
    }
}
