using EfShard.TestServers.Clusters;

namespace EfShard.TestServers.Patroni;

/// <summary>The configuration of one Patroni: quick to notice, no acknowledged write lost (<c>synchronous_mode</c>), nothing survives a power cut.</summary>
internal static class PatroniConfiguration
{
    public const string Scope = "bank";

    // A lease of the primary lives for ttl seconds; Patroni wants loop_wait + 2 * retry_timeout within it.
    public static string Text(PatroniNode node, ClusterFolder cluster, string dataFolder, int etcd)
        => $"""
            scope: {Scope}
            name: {node.Name}
            restapi:
              listen: 127.0.0.1:{node.RestPort}
              connect_address: 127.0.0.1:{node.RestPort}
            etcd3:
              host: 127.0.0.1:{etcd}
            bootstrap:
              dcs:
                ttl: 8
                loop_wait: 1
                retry_timeout: 3
                maximum_lag_on_failover: 1048576
                synchronous_mode: true
                postgresql:
                  use_pg_rewind: true
                  parameters:
                    max_connections: 200
                    max_prepared_transactions: 64
                    max_wal_senders: 10
                    max_worker_processes: 16
                    wal_keep_size: 256MB
                    wal_log_hints: 'on'
              initdb:
              - encoding: UTF8
              - locale: C
              - wal-segsize: '4'
              - auth: trust
              pg_hba: &hba
              - local all all trust
              - host all all 127.0.0.1/32 trust
              - host replication all 127.0.0.1/32 trust
            postgresql:
              listen: 127.0.0.1:{node.Port}
              connect_address: 127.0.0.1:{node.Port}
              data_dir: {dataFolder}
              bin_dir: {PostgresBinaries.Folder}
              pgpass: {Path.Combine(cluster.Supervisors, node.Name, "pgpass")}
              pg_hba: *hba
              authentication:
                superuser:
                  username: postgres
                replication:
                  username: replicator
                rewind:
                  username: postgres
              basebackup:
                checkpoint: fast
              parameters:
                unix_socket_directories: {cluster.Sockets}
                fsync: 'off'
                shared_buffers: 32MB
                dynamic_shared_memory_type: mmap
                wal_retrieve_retry_interval: 100ms
                wal_receiver_status_interval: 1s
                wal_receiver_timeout: 10s
                wal_sender_timeout: 10s
                max_wal_size: 512MB
                checkpoint_timeout: 30min
                autovacuum_naptime: 10min
                timezone: UTC
                jit: 'off'

            """;
}
