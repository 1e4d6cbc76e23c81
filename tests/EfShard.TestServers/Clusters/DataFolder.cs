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

    private static Task ConfigureAsync(ClusterFolder cluster, PostgresNode node)
        => File.WriteAllTextAsync(
            Path.Combine(node.DataFolder, NodeConfiguration.FileName), NodeConfiguration.Text(node.Name, node.Port, cluster.Sockets));
}
