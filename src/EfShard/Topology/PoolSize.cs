using System.Data.Common;
using System.Globalization;

namespace EfShard.Topology;

/// <summary>How many connections a provider's pool gives out to one server.</summary>
internal static class PoolSize
{
    private static readonly string[] Keys = ["Maximum Pool Size", "MaxPoolSize", "Max Pool Size", "MaximumPoolSize"];

    /// <summary>The size that a connection string names.</summary>
    /// <param name="endpoint">The server.</param>
    /// <param name="byDefault">The provider's size where none is named; <see langword="null" /> if its pool has no limit.</param>
    /// <returns><see langword="null" /> if there is no limit.</returns>
    public static int? Of(ShardEndpoint endpoint, int? byDefault)
    {
        if (byDefault is null)
        {
            return null;
        }

        var values = new DbConnectionStringBuilder();
        try
        {
            values.ConnectionString = endpoint.ConnectionString ?? endpoint.DataSource!.ConnectionString;
        }
        catch (ArgumentException)
        {
            // Not of the usual form. Whoever opens it says what is wrong.
            return byDefault;
        }

        if (values.TryGetValue("Pooling", out var pooling) && bool.TryParse(pooling.ToString(), out var isPooled) && !isPooled)
        {
            return null;
        }

        foreach (var key in Keys)
        {
            if (values.TryGetValue(key, out var value) && int.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0)
            {
                return size;
            }
        }

        return byDefault;
    }
}
