using System.Data.Common;
using EfShard.Planning;
using EfShard.Providers.Gathering;
using EfShard.Providers.Moving;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Storage;
using global::Npgsql;

using Microsoft.Extensions.DependencyInjection;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.Internal;

namespace EfShard.Providers.Npgsql;

/// <summary>PostgreSQL through Npgsql.</summary>
internal sealed class NpgsqlDialect : DatabaseDialect
{
    private const string DurableCommit =
        "set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true)";

    public override bool IsBlocking => false;

    public override int? DefaultPoolSize => 100;

    public override string SystemName => "postgresql";

    public override GatherDialect Gathering { get; } = new NpgsqlGathering();

    public override ReplicationDialect Replication { get; } = new NpgsqlReplication();

    public override QueryDialect CreateQueryDialect(IServiceProvider services)
        => new NpgsqlQueryDialect(services.GetRequiredService<INpgsqlSingletonOptions>(), services.GetRequiredService<IRelationalTypeMappingSource>());

    public override TwoPhaseDialect TwoPhase { get; } = new NpgsqlTwoPhase();

    public override string CommittableSql => "SELECT 1;";

    // A transaction gets a number when it first writes, or locks a row.
    public override string HasWrittenSql => "SELECT (txid_current_if_assigned() IS NOT NULL)::int;";

    public override RowCopy Moving { get; } = new NpgsqlRowCopy();

    public override string MapExistsSql => """SELECT (to_regclass('"__EFShardMap"') IS NOT NULL)::int;""";

    public override string HistoryExistsSql(string table, string? schema)
        => $"SELECT (to_regclass({Literal((schema is null ? "" : Delimit(schema) + ".") + Delimit(table))}) IS NOT NULL)::int;";

    public override string CatalogSql => NpgsqlCatalog.Sql;

    public override string ReadMapSql => """SELECT "Kind", "Name", "Definition", "Version" FROM "__EFShardMap";""";

    // Two processes that make the table at once would meet in a unique index of the catalog: the lock, freed at commit, keeps one waiting.
    // The table of records comes with the map: whoever has the one has the other.
    public override IReadOnlyList<string> PrepareMapSql { get; } =
    [
        "SELECT pg_advisory_xact_lock(hashtext('__EFShardMap'));",
        new NpgsqlTwoPhase().CreateTableSql,
        """
        CREATE TABLE IF NOT EXISTS "__EFShardMap" (
            "Kind" text NOT NULL,
            "Name" text NOT NULL,
            "Definition" text NOT NULL,
            "Version" bigint NOT NULL,
            CONSTRAINT "PK___EFShardMap" PRIMARY KEY ("Kind", "Name")
        );
        """,
        """
        CREATE TABLE IF NOT EXISTS "__EFShardIds" (
            "Worker" integer NOT NULL,
            "Until" bigint NOT NULL,
            CONSTRAINT "PK___EFShardIds" PRIMARY KEY ("Worker")
        );
        """,
        """DELETE FROM "__EFShardMap";""",
    ];

    // A lease that a crash of the server forgets would be given away twice: it is durable also where synchronous_commit is off.
    public override string AddIdLeaseSql
        => $"""INSERT INTO "__EFShardIds" ("Worker", "Until") SELECT @worker, @until FROM {DurableCommit} ON CONFLICT DO NOTHING;""";

    public override string ExtendIdLeaseSql
        => $"""UPDATE "__EFShardIds" SET "Until" = @until FROM {DurableCommit} WHERE "Worker" = @worker AND "Until" = @seen;""";

    public override string InsertMap(string kind, string name, string definition, string version)
        => $"""INSERT INTO "__EFShardMap" ("Kind", "Name", "Definition", "Version") VALUES ({kind}, {name}, {definition}, {version});""";

    // The catalog's columns differ between versions: provider since 15, its locale renamed in 17. A C collation of another encoding orders
    // other bytes, so the encoding is part of the name unless it is UTF-8.
    public override string DefaultCollationSql
        => """
           SELECT CASE coalesce(to_jsonb(d) ->> 'datlocprovider', 'c')
                      WHEN 'c' THEN d.datcollate
                      WHEN 'i' THEN 'icu:' || coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale')
                      ELSE 'builtin:' || (to_jsonb(d) ->> 'datlocale')
                  END
                  || CASE pg_encoding_to_char(d.encoding) WHEN 'UTF8' THEN '' ELSE ' (' || pg_encoding_to_char(d.encoding) || ')' END
           FROM pg_database AS d
           WHERE d.datname = current_database();
           """;

    public override string? TableOfUniqueViolation(DbException error)
        => error is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } violation ? violation.TableName : null;

    public override bool MakesTypes(IReadOnlyList<MigrationOperation> operations)
        => operations.OfType<AlterDatabaseOperation>().Any(o => o.GetPostgresExtensions().Any() || o.GetPostgresEnums().Any() || o.GetPostgresRanges().Any());

    public override void ReloadTypes(IRelationalConnection connection)
    {
        connection.Open();
        try
        {
            ((NpgsqlConnection)connection.DbConnection).ReloadTypes();
        }
        finally
        {
            connection.Close();
        }
    }

    public override async Task ReloadTypesAsync(IRelationalConnection connection, CancellationToken cancellationToken)
    {
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await ((NpgsqlConnection)connection.DbConnection).ReloadTypesAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await connection.CloseAsync().ConfigureAwait(false);
        }
    }

    public override bool HasDataSource(RelationalOptionsExtension provider) => NpgsqlPointing.HasDataSource(provider);

    public override void Point(IRelationalConnection connection, ShardEndpoint endpoint) => NpgsqlPointing.Point(connection, endpoint);
}
