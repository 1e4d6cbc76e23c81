using EfShard.TestServers;
using Npgsql;

namespace EfShard.Crash.Tests.Faults;

/// <summary>Deciding commits that neither go on nor end: a deferred trigger waits in them, until it is let go or its backend is ended.</summary>
internal sealed class HeldCommits : IAsyncDisposable
{
    // The record is seen by its own transaction only: the others are prepared without a wait.
    private const string Trigger =
        """
        CREATE OR REPLACE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = 0 AS $$
        BEGIN
            IF EXISTS (SELECT 1 FROM "__EFShardTransactions" WHERE "FinishedAt" IS NULL AND "CreatedAt" >= now()) THEN PERFORM pg_advisory_xact_lock_shared(42); END IF;
            RETURN NULL;
        END $$;
        DROP TRIGGER IF EXISTS hold ON "Bookings";
        CREATE CONSTRAINT TRIGGER hold AFTER INSERT ON "Bookings" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hold();
        """;

    private readonly List<NpgsqlConnection> _holders = [];
    private bool _isHolding = true;

    public static async Task<HeldCommits> HoldAsync(LedgerServers servers)
    {
        var held = new HeldCommits();
        foreach (var server in servers.Direct)
        {
            // Not pooled: what it holds ends with it.
            var holder = new NpgsqlConnection(server + ";Pooling=false");
            held._holders.Add(holder);
            await holder.OpenAsync();
            await RunAsync(holder, Trigger);
            await RunAsync(holder, "SELECT pg_advisory_lock(42)");
        }

        return held;
    }

    /// <summary>Waits until a commit is held, and says on which shard.</summary>
    public async Task<int> WaitAsync()
    {
        var shard = -1;
        await Eventually.TrueAsync(
            async () =>
            {
                for (var i = 0; i < _holders.Count && shard < 0; i++)
                {
                    shard = await ScalarAsync(_holders[i], "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") > 0 ? i : -1;
                }

                return shard >= 0;
            },
            "a commit is held");
        return shard;
    }

    /// <summary>Lets commits go on, and those to come.</summary>
    public async Task LetGoAsync()
    {
        foreach (var holder in _isHolding ? _holders : [])
        {
            await RunAsync(holder, "SELECT pg_advisory_unlock(42)");
        }

        _isHolding = false;
    }

    /// <summary>Ends the backends whose commits are held: rolled back. Lets those to come go on.</summary>
    public async Task EndAsync()
    {
        foreach (var holder in _holders)
        {
            await RunAsync(holder, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
        }

        await LetGoAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await LetGoAsync();
        foreach (var holder in _holders)
        {
            // Disarmed and not dropped: its table may still be locked.
            await RunAsync(holder, "CREATE OR REPLACE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'");
            await holder.DisposeAsync();
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
