using System.Data.Common;
using Microsoft.Data.Sqlite;
using EfShard.Planning;
using EfShard.Providers.Gathering;
using EfShard.Providers.Moving;

namespace EfShard.Providers;

/// <summary>Sqlite: files, no network, and asynchronous methods that block.</summary>
internal sealed class SqliteDialect : DatabaseDialect
{
    public override bool IsBlocking => true;

    public override bool LocksDatabases => true;

    public override string SystemName => "sqlite";

    public override GatherDialect Gathering { get; } = new SqliteGathering();

    public override SqliteAttaching Attaching { get; } = new();

    public override RowCopy Moving { get; } = new SqliteRowCopy();

    public override QueryDialect CreateQueryDialect(IServiceProvider services) => new SqliteQueryDialect();

    public override string MapExistsSql => """SELECT count(*) FROM "sqlite_master" WHERE "type" = 'table' AND "name" = '__EFShardMap';""";

    // Sqlite has no schemas: EF Core puts a table there under its name alone.
    public override string HistoryExistsSql(string table, string? schema)
        => $"""SELECT count(*) FROM "sqlite_master" WHERE "type" = 'table' AND "name" = {Literal(table)};""";

    public override string ReadHistorySql(string table, string? schema) => base.ReadHistorySql(table, null);

    public override string CatalogSql
        => """
           SELECT "type", "name", coalesce("sql", '') FROM "sqlite_master"
           WHERE "name" NOT LIKE 'sqlite\_%' ESCAPE '\' AND "name" NOT IN ('__EFShardMap', '__EFShardIds', '__EFMigrationsLock');
           """;

    public override string ReadMapSql => """SELECT "Kind", "Name", "Definition", "Version" FROM "__EFShardMap";""";

    // Microsoft.Data.Sqlite begins transactions as IMMEDIATE: other writers wait.
    public override IReadOnlyList<string> PrepareMapSql { get; } =
    [
        """
        CREATE TABLE IF NOT EXISTS "__EFShardMap" (
            "Kind" TEXT NOT NULL,
            "Name" TEXT NOT NULL,
            "Definition" TEXT NOT NULL,
            "Version" INTEGER NOT NULL,
            CONSTRAINT "PK___EFShardMap" PRIMARY KEY ("Kind", "Name")
        );
        """,
        """
        CREATE TABLE IF NOT EXISTS "__EFShardIds" (
            "Worker" INTEGER NOT NULL CONSTRAINT "PK___EFShardIds" PRIMARY KEY,
            "Until" INTEGER NOT NULL
        );
        """,
        """DELETE FROM "__EFShardMap";""",
    ];

    public override string InsertMap(string kind, string name, string definition, string version)
        => $"""INSERT INTO "__EFShardMap" ("Kind", "Name", "Definition", "Version") VALUES ({kind}, {name}, {definition}, {version});""";

    // UNIQUE constraint failed: Table.Column, Table.Column
    public override string? TableOfUniqueViolation(DbException error)
    {
        const string Beginning = "UNIQUE constraint failed: ";
        var start = error is SqliteException { SqliteErrorCode: 19 } ? error.Message.IndexOf(Beginning, StringComparison.Ordinal) : -1;
        return start < 0 ? null : error.Message[(start + Beginning.Length)..].Split('.')[0];
    }

    // BINARY compares the bytes of the database's encoding: in UTF-16 that is another order.
    public override string DefaultCollationSql
        => """SELECT CASE "encoding" WHEN 'UTF-8' THEN 'BINARY' ELSE 'BINARY (' || "encoding" || ')' END FROM pragma_encoding;""";
}
