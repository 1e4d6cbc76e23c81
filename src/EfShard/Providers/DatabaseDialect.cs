using System.Collections.Concurrent;
using System.Data.Common;
using EfShard.Infrastructure;
using EfShard.Planning;
using EfShard.Providers.Gathering;
using EfShard.Providers.Moving;
using EfShard.Topology;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Storage;

namespace EfShard.Providers;

/// <summary>
///     What differs between databases. A dialect's class touches its provider's types; <see cref="Of(string)" /> chooses by name, so that
///     the assembly of a provider that the application does not use is never loaded.
/// </summary>
internal abstract class DatabaseDialect
{
    /// <summary>Which worker may make ids up to which time. It comes with the map, and is used on the unsharded shard.</summary>
    public const string IdLeaseTable = "__EFShardIds";

    private static readonly ConcurrentDictionary<Type, string> Names = new();
    private static readonly ConcurrentDictionary<string, DatabaseDialect> Dialects = new(StringComparer.Ordinal);

    /// <summary>Whether the provider's asynchronous methods block the calling thread.</summary>
    public abstract bool IsBlocking { get; }

    /// <summary>Whether a transaction that writes keeps every other connection from writing to the database.</summary>
    public virtual bool LocksDatabases => false;

    /// <summary>How many connections the provider's pool gives out where the connection string does not say; <see langword="null" /> if that has no limit.</summary>
    public virtual int? DefaultPoolSize => null;

    /// <summary>What OpenTelemetry calls the database.</summary>
    public abstract string SystemName { get; }

    /// <summary>How rows of several shards are brought together; <see langword="null" /> where that is not known.</summary>
    public virtual GatherDialect? Gathering => null;

    /// <summary>Two-phase commit; <see langword="null" /> where the database can't prepare transactions, or EfShard does not use it yet.</summary>
    public virtual TwoPhaseDialect? TwoPhase => null;

    /// <summary>
    ///     A statement that fails in a transaction which the database has given up, where the database answers the commit of such a transaction with a rollback and does not
    ///     call it an error; else <see langword="null" />.
    /// </summary>
    public virtual string? CommittableSql => null;

    /// <summary>Above zero when the open transaction has written anything; <see langword="null" /> where the database can't tell.</summary>
    public virtual string? HasWrittenSql => null;

    /// <summary>How files are attached to one connection; <see langword="null" /> for databases that are no files.</summary>
    public virtual SqliteAttaching? Attaching => null;

    /// <summary>How rows are moved from one shard to another in one transaction; <see langword="null" /> where commits over several shards are not atomic.</summary>
    public virtual RowCopy? Moving => null;

    /// <summary>What can be asked about replication; <see langword="null" /> where the database knows no log positions.</summary>
    public virtual ReplicationDialect? Replication => null;

    /// <summary>A scalar above zero when the connection sees a shard map.</summary>
    public abstract string MapExistsSql { get; }

    /// <summary>Kind, name, definition and version of each row of the shard map.</summary>
    public abstract string ReadMapSql { get; }

    /// <summary>
    ///     Statements that run in the transaction that writes the map, before its rows are inserted: they keep other processes out, make the
    ///     table where it is missing, and empty it.
    /// </summary>
    public abstract IReadOnlyList<string> PrepareMapSql { get; }

    /// <summary>Inserts a row of the map from parameters @kind, @name, @definition and @version.</summary>
    public string InsertMapSql => InsertMap("@kind", "@name", "@definition", "@version");

    /// <summary>Worker and end of each lease of ids, <see cref="IdLeaseTable" />.</summary>
    public string ReadIdLeasesSql => $"SELECT {Delimit("Worker")}, {Delimit("Until")} FROM {Delimit(IdLeaseTable)};";

    /// <summary>Adds the lease of @worker until @until, unless there is one of that worker.</summary>
    public virtual string AddIdLeaseSql
        => $"INSERT INTO {Delimit(IdLeaseTable)} ({Delimit("Worker")}, {Delimit("Until")}) VALUES (@worker, @until) ON CONFLICT DO NOTHING;";

    /// <summary>Extends the lease of @worker to @until, unless it no longer ends at @seen.</summary>
    public virtual string ExtendIdLeaseSql
        => $"UPDATE {Delimit(IdLeaseTable)} SET {Delimit("Until")} = @until WHERE {Delimit("Worker")} = @worker AND {Delimit("Until")} = @seen;";

    /// <summary>A scalar above zero when the connection sees a table that keeps the applied migrations.</summary>
    public abstract string HistoryExistsSql(string table, string? schema);

    /// <summary>The rows of that table; the first column is the migration's id.</summary>
    public virtual string ReadHistorySql(string table, string? schema)
        => $"SELECT * FROM {(schema is null ? "" : Delimit(schema) + ".")}{Delimit(table)} ORDER BY 1;";

    /// <summary>
    ///     The shape of the database, compared between shards: kind, name and definition of each table's columns, indexes, constraints, triggers
    ///     and views, as the database itself writes them.
    /// </summary>
    public abstract string CatalogSql { get; }

    /// <summary>A text that names the collation of text columns which name none; see <see cref="ShardNode.DefaultCollation" />.</summary>
    public abstract string DefaultCollationSql { get; }

    /// <summary>The provider's name, equal to <see cref="IDatabaseProvider.Name" />.</summary>
    public static string NameOf(RelationalOptionsExtension provider)
        => Names.GetOrAdd(provider.GetType(), static type => type.Assembly.GetName().Name!);

    public static DatabaseDialect Of(IDbContextOptions options) => Of(NameOf(RelationalOptionsExtension.Extract(options)));

    /// <summary>The dialect of a provider.</summary>
    /// <param name="provider">The provider's name: <see cref="IDatabaseProvider.Name" /> or <c>Database.ProviderName</c>.</param>
    /// <exception cref="ShardingConfigurationException">EfShard does not know the provider.</exception>
    public static DatabaseDialect Of(string provider) => Dialects.GetOrAdd(provider, Create);

    /// <summary>Inserts a row of the map from SQL expressions.</summary>
    public abstract string InsertMap(string kind, string name, string definition, string version);

    /// <summary>A name as an identifier.</summary>
    protected virtual string Delimit(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A text as a literal.</summary>
    public virtual string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>The name of the table in which an error found a value that must be unique; <see langword="null" /> if it is another error.</summary>
    public virtual string? TableOfUniqueViolation(DbException error) => null;

    /// <summary>Whether the operations make types of the database that the provider must load before it can use them.</summary>
    public virtual bool MakesTypes(IReadOnlyList<MigrationOperation> operations) => false;

    /// <summary>Loads the database's types anew, on a closed connection.</summary>
    public virtual void ReloadTypes(IRelationalConnection connection)
    {
    }

    /// <inheritdoc cref="ReloadTypes" />
    public virtual Task ReloadTypesAsync(IRelationalConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Makes what the planner must know of the provider's SQL.</summary>
    /// <param name="services">The provider's singleton services.</param>
    public abstract QueryDialect CreateQueryDialect(IServiceProvider services);

    /// <summary>Whether the provider was given a data source of its own, the third way beside a connection string and a connection.</summary>
    public virtual bool HasDataSource(RelationalOptionsExtension provider) => false;

    /// <summary>Points a closed provider connection at a server.</summary>
    public virtual void Point(IRelationalConnection connection, ShardEndpoint endpoint)
    {
        if (endpoint.DataSource is { } dataSource)
        {
            connection.SetDbConnection(dataSource.CreateConnection(), contextOwnsConnection: true);
        }
        else
        {
            connection.ConnectionString = endpoint.ConnectionString;
        }
    }

    private static DatabaseDialect Create(string provider)
        => provider switch
        {
            "Microsoft.EntityFrameworkCore.Sqlite" => new SqliteDialect(),
#if EFCORE9
            "Pomelo.EntityFrameworkCore.MySql" => new MySqlDialect(),
#else
            "Npgsql.EntityFrameworkCore.PostgreSQL" => new Npgsql.NpgsqlDialect(),
#endif
            _ => throw ConfigurationErrors.UnknownProvider(provider),
        };
}
