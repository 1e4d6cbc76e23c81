using EfShard.TestServers;
using EfShard.TestServers.Clusters;
using Npgsql;
using Xunit;

namespace EfShard.Tests.Servers;

public sealed class PostgresClusterTests
{
    [ClusterFact]
    public async Task Four_primaries_start_as_separate_servers()
    {
        await using var cluster = await PostgresCluster.StartAsync(shards: 4);

        var systems = await Task.WhenAll(
            cluster.Primaries.Select(node => node.ScalarAsync<long>("SELECT system_identifier FROM pg_control_system()")));

        Assert.Equal(4, systems.Distinct().Count());
        Assert.All(cluster.Nodes, node => Assert.InRange(node.Port, 1024, 32767));
    }

    [ClusterFact]
    public async Task A_replica_streams_from_its_primary()
    {
        await using var cluster = await PostgresCluster.StartAsync(shards: 1, replicasPerShard: 1);
        var replica = Assert.Single(cluster.ReplicasOf(0));

        await cluster["s0"].ExecuteAsync("CREATE TABLE t AS SELECT 7 AS n");

        await cluster["s0"].ReplicateAsync();

        Assert.Equal(7, await replica.ScalarAsync<int>("SELECT n FROM t"));
        Assert.Equal("streaming", await replica.ScalarAsync<string>("SELECT status FROM pg_stat_wal_receiver"));
    }

    [ClusterFact]
    public async Task A_killed_server_keeps_what_it_committed_and_its_prepared_transactions()
    {
        await using var cluster = await PostgresCluster.StartAsync(shards: 1);
        var node = cluster["s0"];
        await node.ExecuteAsync("CREATE TABLE t AS SELECT 7 AS n");
        await node.ExecuteAsync("BEGIN; INSERT INTO t VALUES (8); PREPARE TRANSACTION 'half'");

        await node.KillAsync();
        Assert.False(node.IsRunning);
        await Assert.ThrowsAsync<NpgsqlException>(() => node.ExecuteAsync("SELECT 1"));

        await node.StartAsync();
        Assert.Equal(7, await node.ScalarAsync<int>("SELECT n FROM t"));
        Assert.Equal("half", await node.ScalarAsync<string>("SELECT gid FROM pg_prepared_xacts"));
    }

    [ClusterFact]
    public async Task A_frozen_server_does_not_answer_until_it_is_thawed()
    {
        await using var cluster = await PostgresCluster.StartAsync(shards: 1);
        var node = cluster["s0"];
        await using var connection = new NpgsqlConnection(node.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT 7", connection);

        node.Freeze();
        var answer = command.ExecuteScalarAsync();
        var silence = await Assert.ThrowsAnyAsync<Exception>(
            () => new NpgsqlConnection(node.ConnectionString + ";Pooling=false;Timeout=1").OpenAsync());
        Assert.IsType<TimeoutException>(silence as TimeoutException ?? silence.InnerException);
        Assert.False(answer.IsCompleted);

        node.Thaw();
        Assert.Equal(7, await answer);
    }

    [ClusterFact]
    public async Task A_promoted_replica_is_written_to_and_followed_by_the_others()
    {
        await using var cluster = await PostgresCluster.StartAsync(shards: 1, replicasPerShard: 2);
        var (promoted, other) = (cluster["s0r1"], cluster["s0r2"]);
        await cluster["s0"].KillAsync();

        await promoted.PromoteAsync();
        await promoted.ExecuteAsync("CREATE TABLE t AS SELECT 7 AS n");

        await Eventually.TrueAsync(
            async () => await other.ScalarAsync<bool>("SELECT to_regclass('t') IS NOT NULL"), "the other replica follows the new primary");
        Assert.True(await other.ScalarAsync<bool>("SELECT pg_is_in_recovery()"));
        Assert.False(await promoted.ScalarAsync<bool>("SELECT pg_is_in_recovery()"));
    }

    [ClusterFact]
    public async Task The_end_of_a_cluster_leaves_neither_files_nor_processes_even_of_frozen_and_killed_servers()
    {
        var cluster = await PostgresCluster.StartAsync(shards: 2);
        var folder = Path.GetDirectoryName(cluster["s0"].DataFolder)!;
        cluster["s0"].Freeze();
        await cluster["s1"].KillAsync();

        await cluster.DisposeAsync();

        Assert.False(Directory.Exists(folder));
        await Assert.AllAsync(cluster.Nodes, node => Assert.ThrowsAsync<NpgsqlException>(() => node.ExecuteAsync("SELECT 1")));
    }

    [ClusterFact]
    public async Task What_a_dead_process_left_is_removed_at_the_next_start()
    {
        const int noProcessHasThisId = int.MaxValue;
        var leftover = Directory.CreateDirectory(Path.Combine(ClusterFolder.Root, $"{noProcessHasThisId}-1-1", "s0")).Parent!.FullName;

        await using var cluster = await PostgresCluster.StartAsync(shards: 1);

        Assert.False(Directory.Exists(leftover));
        Assert.True(Directory.Exists(cluster["s0"].DataFolder));
    }
}
