using System.Data.Common;
using System.Globalization;

namespace EfShard.Topology;

/// <summary>What of a connection string may be shown: where the server is and which database is meant, never who asks.</summary>
/// <param name="Host">The host, or the file of an embedded database.</param>
/// <param name="Port">The port, where it is named.</param>
/// <param name="Database">The database, where it is named.</param>
internal sealed record ServerAddress(string? Host, int? Port, string? Database)
{
    private static readonly string[] HostKeys = ["Host", "Server", "Data Source", "DataSource", "Filename"];
    private static readonly string[] DatabaseKeys = ["Database", "DB", "Initial Catalog"];

    public static ServerAddress Of(ShardEndpoint endpoint)
    {
        var values = new DbConnectionStringBuilder();
        try
        {
            values.ConnectionString = endpoint.ConnectionString ?? endpoint.DataSource!.ConnectionString;
        }
        catch (ArgumentException)
        {
            // Not of the usual form: what can't be read can't be shown. Whoever opens it says what is wrong.
            return new ServerAddress(null, null, null);
        }

        var port = Find(values, "Port");
        return new ServerAddress(
            HostKeys.Select(k => Find(values, k)).FirstOrDefault(h => h is not null),
            int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
            DatabaseKeys.Select(k => Find(values, k)).FirstOrDefault(d => d is not null));
    }

    public override string? ToString() => Port is { } port ? string.Create(CultureInfo.InvariantCulture, $"{Host}:{port}") : Host;

    private static string? Find(DbConnectionStringBuilder values, string key) => values.TryGetValue(key, out var value) ? value as string ?? value?.ToString() : null;
}
