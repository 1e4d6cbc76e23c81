#if EFCORE9
using EfShard.Planning;

namespace EfShard.Providers;

/// <summary>MySQL and MariaDB through Pomelo.</summary>
internal sealed class MySqlDialect : DatabaseDialect
{
    public override bool IsBlocking => false;

    public override int? DefaultPoolSize => 100;

    public override string SystemName => "mysql";

    public override QueryDialect CreateQueryDialect(IServiceProvider services) => new MySqlQueryDialect();

    public override string MapExistsSql
        => "SELECT count(*) FROM information_schema.tables WHERE table_schema = database() AND table_name = '__EFShardMap';";

    // MySQL's schemas are its databases; the provider puts a table under its name alone.
    public override string HistoryExistsSql(string table, string? schema)
        => $"SELECT count(*) FROM information_schema.tables WHERE table_schema = database() AND table_name = {Literal(table)};";

    public override string ReadHistorySql(string table, string? schema) => base.ReadHistorySql(table, null);

    public override string CatalogSql
        => """
           SELECT 'column', concat(table_name, '.', column_name), concat_ws(' ', column_type, is_nullable, column_default, extra)
           FROM information_schema.columns WHERE table_schema = database() AND table_name NOT IN ('__EFShardMap', '__EFShardIds');
           """;

    public override string ReadMapSql => "SELECT `Kind`, `Name`, `Definition`, `Version` FROM `__EFShardMap`;";

    // The table's making commits by itself here; the rows still come and go in one transaction.
    public override IReadOnlyList<string> PrepareMapSql { get; } =
    [
        """
        CREATE TABLE IF NOT EXISTS `__EFShardMap` (
            `Kind` varchar(20) NOT NULL,
            `Name` varchar(100) NOT NULL,
            `Definition` longtext NOT NULL,
            `Version` bigint NOT NULL,
            PRIMARY KEY (`Kind`, `Name`)
        ) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
        """,
        """
        CREATE TABLE IF NOT EXISTS `__EFShardIds` (
            `Worker` int NOT NULL,
            `Until` bigint NOT NULL,
            PRIMARY KEY (`Worker`)
        ) ENGINE = InnoDB;
        """,
        "DELETE FROM `__EFShardMap`;",
    ];

    public override string AddIdLeaseSql => "INSERT IGNORE INTO `__EFShardIds` (`Worker`, `Until`) VALUES (@worker, @until);";

    public override string InsertMap(string kind, string name, string definition, string version)
        => $"INSERT INTO `__EFShardMap` (`Kind`, `Name`, `Definition`, `Version`) VALUES ({kind}, {name}, {definition}, {version});";

    protected override string Delimit(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    // A backslash escapes here.
    public override string Literal(string text) => base.Literal(text.Replace("\\", "\\\\", StringComparison.Ordinal));

    public override string DefaultCollationSql => "SELECT @@collation_database;";
}
#endif
