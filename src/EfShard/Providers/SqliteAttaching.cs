using System.Data.Common;

namespace EfShard.Providers;

/// <summary>
///     Several files of Sqlite on one connection. Its commit over them is one: each file has a rollback journal that names a super-journal, and the deletion of the
///     super-journal is the commit. With write-ahead logs each file would commit by itself.
/// </summary>
internal sealed class SqliteAttaching
{
    /// <summary>How many files one connection is given: Sqlite attaches ten, if it is not compiled to attach fewer or more.</summary>
    public const int MaxFiles = 10;

    /// <summary>The name under which a connection knows its own file.</summary>
    public const string Main = "main";

    /// <summary>Attaches @file.</summary>
    public static string Attach(string schema) => $"ATTACH DATABASE @file AS \"{schema}\";";

    /// <summary>Begins to write without a change: others who want to write wait from now on, and the file's journal mode stays as it is.</summary>
    public static string Lock(string schema) => $"DELETE FROM \"{schema}\".\"__EFShardMap\" WHERE 0;";

    /// <summary>A text: how the file's changes are kept apart until they are committed.</summary>
    public static string JournalMode(string schema) => $"PRAGMA \"{schema}\".journal_mode;";

    /// <summary>A number: 0 if commits are not flushed, for which Sqlite makes no super-journal.</summary>
    public static string Synchronous(string schema) => $"PRAGMA \"{schema}\".synchronous;";

    /// <summary>Switches the file of a connection to a rollback journal, and returns the mode that it has then.</summary>
    public const string UseRollbackJournal = "PRAGMA journal_mode = DELETE;";

    /// <summary>The name under which a shard's file is attached.</summary>
    public static string SchemaOf(int shard) => FormattableString.Invariant($"shard{shard}");

    /// <summary>Whether a commit over files in this mode is one.</summary>
    public static bool IsRollbackJournal(string? mode) => mode is "delete" or "truncate" or "persist";

    /// <summary>A connection string for a connection that files are attached to: on a pooled one they would stay.</summary>
    public static string Unpooled(string connectionString) => new DbConnectionStringBuilder { ConnectionString = connectionString, ["Pooling"] = "False" }.ConnectionString!;
}
