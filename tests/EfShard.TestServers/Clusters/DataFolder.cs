namespace EfShard.TestServers.Clusters;

/// <summary>Makes the data folders of a shard: one initdb, copied for the replicas before any server has started on it.</summary>
internal static class DataFolder
{
    public static async Task CreateAsync(ClusterFolder cluster, PostgresNode primary, IEnumerable<PostgresNode> replicas)
    {
        // An initdb for each shard: with one system identifier for all, a replica could follow another shard's primary.
        await Command.RunAsync(ServerAccount.CommandLine(
            cluster.Path, Path.Combine(PostgresBinaries.Folder!, "initdb"),
            "-D", primary.DataFolder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--wal-segsize=4"));
        await File.AppendAllTextAsync(
            Path.Combine(primary.DataFolder, "postgresql.conf"), $"include = '{NodeConfiguration.FileName}'\n");

        foreach (var replica in replicas)
        {
            await Command.RunAsync(ServerAccount.CommandLine(cluster.Path, "cp", "-a", primary.DataFolder, replica.DataFolder));
            await ConfigureAsync(cluster, replica);
            await File.WriteAllTextAsync(Path.Combine(replica.DataFolder, "standby.signal"), "");
            await File.AppendAllTextAsync(
                Path.Combine(replica.DataFolder, "postgresql.auto.conf"), $"primary_conninfo = '{primary.ReplicationSource}'\n");
        }

        await ConfigureAsync(cluster, primary);
    }

    /// <summary>Makes the folder of a stopped server that of a replica of another.</summary>
    public static async Task RewindAsync(ClusterFolder cluster, PostgresNode node, PostgresNode source)
    {
        await Command.RunAsync(ServerAccount.CommandLine(
            cluster.Path, Path.Combine(PostgresBinaries.Folder!, "pg_rewind"),
            "--no-sync", "-D", node.DataFolder, $"--source-server={source.ReplicationSource} dbname=postgres"));

        // It copies the source's settings, too.
        await ConfigureAsync(cluster, node);
        await FollowAsync(node, source);
    }

    /// <summary>Makes a stopped server a replica, whatever its history.</summary>
    public static async Task FollowAsync(PostgresNode node, PostgresNode source)
    {
        await File.WriteAllTextAsync(Path.Combine(node.DataFolder, "standby.signal"), "");
        await File.AppendAllTextAsync(Path.Combine(node.DataFolder, "postgresql.auto.conf"), $"primary_conninfo = '{source.ReplicationSource}'\n");
    }

    private static async Task ConfigureAsync(ClusterFolder cluster, PostgresNode node)
    {
        var file = Path.Combine(node.DataFolder, NodeConfiguration.FileName);
        await File.WriteAllTextAsync(file, NodeConfiguration.Text(node.Name, node.Port, cluster.Sockets));

        // pg_rewind, which runs as the server's account, writes it anew.
        await Command.RunAsync(["chown", $"--reference={Path.Combine(node.DataFolder, "PG_VERSION")}", file]);
    }
}
