using EfShard.Providers;
using EfShard.Topology;

namespace EfShard.Execution;

/// <summary>What is said where files can't be committed as one. Nothing has been committed then.</summary>
internal static class AttachErrors
{
    public static CrossShardCommitException TooMany(int count) => new(
        $"The transaction concerns {count} shards, and CrossShardCommit.Atomic commits at most {SqliteAttaching.MaxFiles} as one: so many files one Sqlite connection holds. "
        + "The last one has been sent nothing. Write fewer shards in one transaction (a reference table is written on all), or choose another policy.");

    public static CrossShardCommitException NoFile(ShardNode shard) => new(
        $"The database of shard '{shard.Name}' is in memory, and CrossShardCommit.Atomic needs files: what is to survive a crash together has to be on a disk. Use files, or "
        + "CrossShardCommit.BestEffort.");

    public static CrossShardCommitException NoRollbackJournal(ShardNode shard, string? mode) => new(
        $"The database of shard '{shard.Name}' is in the journal mode '{mode}', in which a commit over several files is not one. CrossShardCommit.Atomic switched it to a rollback "
        + "journal when this process first opened it: somebody has switched it back. Let nobody who opens the file set 'PRAGMA journal_mode', and run 'PRAGMA journal_mode = DELETE' on it.");

    public static CrossShardCommitException NotSynchronous(ShardNode shard) => new(
        $"The connection to shard '{shard.Name}' has 'PRAGMA synchronous = OFF', with which Sqlite does not commit several files as one. Remove the statement that sets it.");

    public static InvalidOperationException RawSql(string what) => new(
        $"{what} is of one shard, and the open transaction has several files on one connection (CrossShardCommit.Atomic), in which a table's name alone does not say whose it is. "
        + "Begin the transaction where the shard is named: using (context.Sharding().UseShard(\"...\")) { context.Database.BeginTransaction() ... }.");
}
