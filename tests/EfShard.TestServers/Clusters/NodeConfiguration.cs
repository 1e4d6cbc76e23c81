namespace EfShard.TestServers.Clusters;

/// <summary>The settings of a test server: quick to start, quick to reconnect, nothing survives a power cut.</summary>
internal static class NodeConfiguration
{
    public const string FileName = "efshard.conf";

    /// <summary>What <see cref="Text" /> says about capacity, for servers that are configured by command-line arguments.</summary>
    public static IReadOnlyList<string> Arguments { get; } = ["-c", "max_connections=200", "-c", "max_prepared_transactions=64", "-c", "fsync=off"];

    public static string Text(string name, int port, string sockets)
        => $"""
            port = {port}
            cluster_name = '{name}'                   # a standby's application_name, too
            listen_addresses = '127.0.0.1'
            unix_socket_directories = '{sockets}'
            fsync = off
            wal_log_hints = on
            shared_buffers = 32MB
            dynamic_shared_memory_type = mmap         # files in the data folder: kill -9 leaks nothing
            max_connections = 200                     # this and the next four must not be lower on a standby than on its primary
            max_prepared_transactions = 64
            max_wal_senders = 10
            max_worker_processes = 16
            max_locks_per_transaction = 64
            wal_level = logical
            wal_keep_size = 256MB                     # instead of slots: nothing to recreate after a promotion
            max_wal_size = 512MB
            min_wal_size = 32MB
            checkpoint_timeout = 30min
            hot_standby = on
            hot_standby_feedback = on
            wal_receiver_status_interval = 1s
            wal_retrieve_retry_interval = 100ms       # the default, 5 s, makes every reconnection slow
            wal_receiver_timeout = 10s
            wal_sender_timeout = 10s
            max_standby_streaming_delay = 2s
            track_commit_timestamp = on
            autovacuum_naptime = 10min
            log_line_prefix = '%m [%p] %q%a '
            timezone = 'UTC'
            jit = off

            """;
}
