namespace EfShard.Planning;

/// <summary>The texts of refusals, in one place: each says which part, why, and what to do.</summary>
internal static class Refusals
{
    private const string NamedSql = "SQL or a function over the tables that GatherTables names";

    /// <summary>Added to the ways out where the policy forbids what would answer the query.</summary>
    public const string OrGather = " Or let it be gathered: GatherPolicy.Allow on the query (WithGather), the context (UseGather) or the options.";

    public static Refusal NotColocated(ShardedSource source, ShardedSource? other) => new(
        other is null ? $"the use of '{source.Name}'" : $"the join of '{source.Name}' with '{other.Name}'",
        "its rows may live on other shards than the rows that they are combined with: no equality between their shard keys, nor along a foreign key declared co-located, holds.",
        "Compare the shard keys, give both entities the same key and group, or bind the query to one shard by a condition on the shard key.");

    public static Refusal UncorrelatedSubquery(ShardedSource source) => new(
        $"the subquery over '{source.Name}'",
        "it reads rows of all shards for each row of the query.",
        "Correlate it by the shard key, run it as a query of its own, or bind the query to one shard.");

    public static Refusal Aggregate(ShardedSource source) => new(
        $"the aggregate over '{source.Name}'",
        "its rows live on several shards, and partial aggregates are not combined yet.",
        "Bind the query to one shard, group by the shard key, or aggregate a shard at a time with OnShard.");

    public static Refusal GroupBy(ShardedSource source) => new(
        $"the GROUP BY over '{source.Name}'",
        "its keys do not contain the shard key, so that a group may have rows on several shards.",
        "Add the shard key to the group's keys, or bind the query to one shard.");

    public static Refusal Distinct(ShardedSource source) => new(
        $"the DISTINCT over '{source.Name}'",
        "the columns do not contain the shard key, so that two shards may return the same row.",
        "Select the shard key (or the primary key) too, or bind the query to one shard.");

    public static Refusal Window(ShardedSource source) => new(
        $"the ROW_NUMBER over '{source.Name}'",
        "its partitions do not contain the shard key, so that a partition may have rows on several shards.",
        "Partition by the shard key, or bind the query to one shard.");

    public static Refusal InnerLimit(ShardedSource source) => new(
        $"Take or Skip on '{source.Name}' below other operators",
        "the limit counts rows of all shards, and what stands above it needs to know them first.",
        "Apply Take and Skip last, or run the limited part as a query of its own.");

    public static Refusal ReplicatedLimit() => new(
        "Take or Skip on a reference table below other operators",
        "each shard has a copy, and may break ties in its own way: the shards would then combine their rows with different ones.",
        "Run the limited part as a query of its own, or bind the query to one shard.");

    public static Refusal ComputedLimit() => new(
        "a Take or Skip whose number the database computes",
        "the merge counts rows too, and knows only numbers that the query gives.",
        "Give Take and Skip once, with a number or a variable.");

    public static Refusal SetOperation(string name) => new(
        $"the set operation {name}",
        "equal rows may lie on different shards: its columns do not contain the shard key on both sides.",
        "Select the shard key on both sides at the same position, use Concat, or bind the query to one shard.");

    public static Refusal SetOperationWithReplicated(string name) => new(
        $"the set operation {name}",
        "one side lies on every shard (a reference table or constants) and would be counted once a shard.",
        "Run the two sides as queries of their own.");

    public static Refusal PreservedReplicated(ShardedSource source) => new(
        $"the LEFT JOIN of a reference table with '{source.Name}'",
        "each shard would return the reference rows that have no match there.",
        "Start from the sharded entity, or run the two sides as queries of their own.");

    public static Refusal RightJoin() => new(
        "the RIGHT JOIN",
        "rows without a match can be told only by looking at all shards.",
        "Write it as a LEFT JOIN with the sharded entity on the left, or bind the query to one shard.");

    public static Refusal Unsharded(string table) => new(
        $"the use of the unsharded table '{table}' together with sharded ones",
        "its rows live on one shard only.",
        "Make it a reference table, or read it by a query of its own.");

    public static Refusal UserFunction(string function) => new(
        $"the database function '{function}'",
        "its body may read tables, and would read those of one shard only.",
        "Say that it does not, HasDbFunction(...).ReadsNoTables() in the model, or name all tables that it reads with GatherTables(\"...\") on the query, "
        + "or pin a shard with OnShard or UseShard.");

    public static Refusal RawSql() => new(
        "raw SQL",
        "what it reads can't be seen, so that no shard can be chosen for it.",
        "Pin a shard with OnShard(\"...\") on the query or context.Sharding().UseShard(\"...\"), or ask each shard for its own rows with AllShards() "
        + "(not those of reference tables, which are the same on every shard), or name all tables that it reads with GatherTables(\"...\").");

    public static Refusal NamedRawSql() => new(
        NamedSql,
        "it may combine rows of several shards in any way.",
        "Write it in LINQ where single shards shall answer, or name a shard.");

    public static Refusal NamedTablesWithoutSql() => new(
        "GatherTables",
        "the statement has no SQL and no function of the application, or changes rows.",
        "Call it directly after FromSql or SqlQuery, or in a query with a mapped function, that reads.");

    public static Refusal UnknownNamedTable(string name) => new(
        $"the table '{name}' that GatherTables names",
        "the model has no table or view of that name whose rows' place is known.",
        "Give names as the database has them, with the schema where there is one, of tables and views that entities are mapped to.");

    public static Refusal AmbiguousNamedTable(string name) => new(
        $"the table '{name}' that GatherTables names",
        "several schemas have one, and their copies would have one name.",
        "Name one of them, as \"schema.table\", and write its name without a schema in the SQL.");

    public static Refusal ReadsUnnamed(string name) => new(
        NamedSql,
        $"it reads '{name}' of one shard.",
        "Name the table too, and write its name without a schema, also in functions, which must not set a search_path and whose bodies must be texts (not BEGIN ATOMIC): copies of the "
        + "tables are read, which only the bare names mean.");

    public static Refusal CallsVolatileFunction(string function) => new(
        NamedSql,
        $"it calls the function '{function}', which is VOLATILE and may change rows: it would change copies.",
        "If it only reads, declare it STABLE (ALTER FUNCTION ... STABLE) on every shard. Otherwise call it on a shard that you name.");

    public static Refusal CallsUnwatchedFunction(string function, string uncounted) => new(
        NamedSql,
        $"it calls the function '{function}', and what that reads can't be told because of '{uncounted}' (a foreign table, or the setting of that name, which is off).",
        "Write what the function does into the SQL, or call it on a shard that you name.");

    public static Refusal NamedRawSqlWrites() => new(
        NamedSql,
        "it changes or locks rows, and would do so to copies.",
        "Change rows with SaveChanges, ExecuteUpdate, ExecuteDelete or ExecuteSqlOnAllShards.");

    /// <summary>A refusal that is thrown before there is a plan, or while it runs.</summary>
    public static CrossShardQueryException Error(Refusal refusal) => new(refusal.Part, refusal.Reason, refusal.WayOut);

    public static Refusal UnknownTable(Type expression) => new(
        $"a table expression of type '{expression.Name}'",
        "the planner does not know it.",
        "Pin a shard with OnShard(\"...\") or rewrite the query.");

    public static Refusal UnknownStatement(Type expression) => new(
        $"a statement of type '{expression.Name}'",
        "the planner does not know it.",
        "Pin a shard with OnShard(\"...\") or rewrite the query.");

    public static Refusal Order(string text) => new(
        $"the ORDER BY over {text}",
        "the database's order of its values can't be reproduced exactly while the shards' rows are merged.",
        "Order by another column, give the column a binary collation (\"C\" on PostgreSQL, BINARY or NOCASE on Sqlite), or bind the query to one shard.");

    public static Refusal MisplacedHint() => new(
        "OnShard, WithShardKey or AllShards",
        "it does not stand where the planner can read it.",
        "Call it directly on the DbSet.");

    public static Refusal HintWithoutKey(string entity) => new(
        $"WithShardKey on '{entity}'",
        "the entity has no shard key of its own with that many components where the hint stands.",
        "Call it directly on the DbSet of an entity that declares HasShardKey, with all components of the key.");

    public static Refusal WriteOverShards(string table) => new(
        $"the update or delete of '{table}'",
        "its limit or order counts rows of all shards.",
        "Select the keys first, then update by key, or bind the statement to one shard.");

    public static Refusal ShardKeyChange(string table) => new(
        $"the update of '{table}'",
        "it sets a column of the shard key, and the row would have to move.",
        "Delete the row and insert it again with its new key.");

    public static Refusal GlobalIndexChange(string table, string column) => new(
        $"the update of '{table}'",
        $"it sets '{column}', which has a global index, and SaveChanges alone keeps that.",
        "Load the rows, set the property and call SaveChanges.");

    public static Refusal GlobalIndexDelete(string table, string column) => new(
        $"the delete of '{table}'",
        $"'{column}' has a global index, whose entries would stay: SaveChanges alone keeps it.",
        "Load the rows, remove them and call SaveChanges.");

    public static Refusal ReferenceWriteDiffers(string table, string why) => new(
        $"the update or delete of the reference table '{table}'",
        why + ", so that its copies would become different.",
        "Read the keys and values first, then update by key.");
}
