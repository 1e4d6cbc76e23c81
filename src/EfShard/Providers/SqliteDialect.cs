namespace EfShard.Providers;

/// <summary>Sqlite: files, no network, and asynchronous methods that block.</summary>
internal sealed class SqliteDialect : DatabaseDialect
{
    public override bool IsBlocking => true;
}
