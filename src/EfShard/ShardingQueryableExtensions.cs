using System.Linq.Expressions;
using System.Text;
using EfShard;
using EfShard.Execution;
using EfShard.Integration;
using EfShard.Planning;
using Microsoft.EntityFrameworkCore.Query;

// ReSharper disable once CheckNamespace
namespace Microsoft.EntityFrameworkCore;

/// <summary>What a query can say about its shards.</summary>
public static class ShardingQueryableExtensions
{
    /// <summary>
    ///     Runs the whole query on one shard, whatever its conditions say: the result is what that shard holds, no more. Raw SQL needs it.
    /// </summary>
    /// <param name="source">The query.</param>
    /// <param name="shard">The shard's name.</param>
    /// <exception cref="EfShard.ShardingConfigurationException">When the query runs: there is no such shard.</exception>
    public static IQueryable<TEntity> OnShard<TEntity>(this IQueryable<TEntity> source, string shard)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrEmpty(shard);
        return source.Where(_ => ShardHintMethods.OnShard<TEntity>(shard));
    }

    /// <summary>
    ///     Says how fresh the rows of this query must be, where shards have replicas; it counts more than <c>UseConsistency</c> and the options. In a
    ///     transaction everything comes from the primary.
    /// </summary>
    /// <param name="source">The query.</param>
    /// <param name="consistency">The level.</param>
    public static IQueryable<TEntity> WithConsistency<TEntity>(this IQueryable<TEntity> source, Consistency consistency)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(consistency);
        var code = consistency.ToCode();
        return source.Where(_ => ShardHintMethods.Consistency<TEntity>(code));
    }

    /// <summary>
    ///     Says that the query is meant to ask every shard. It would anyway; analyzers and readers then know that it is no oversight. SQL of the
    ///     application (<c>FromSql</c>, <c>SqlQuery</c>) needs it, or <c>OnShard</c>: it then runs on every shard and stands for the rows of
    ///     all of them, and what is composed over it is merged. It says that each shard's SQL returns entities which live there, as any that reads that
    ///     shard's own tables does.
    /// </summary>
    /// <param name="source">The query; for SQL of the application, directly after <c>FromSql</c> or <c>SqlQuery</c>.</param>
    /// <exception cref="EfShard.CrossShardQueryException">
    ///     When the query runs: what is composed over the application's SQL needs rows of several shards together, or the order of text that it returns; or
    ///     the entity is the same on every shard.
    /// </exception>
    public static IQueryable<TEntity> AllShards<TEntity>(this IQueryable<TEntity> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Where(_ => ShardHintMethods.AllShards<TEntity>());
    }

    /// <summary>
    ///     Names every table that SQL of the application reads (<c>FromSql</c>, <c>SqlQuery</c>). All their rows, of all shards, are gathered, the SQL runs over the copies as over one
    ///     database, and LINQ may be composed over it. <see cref="GatherPolicy" /> and <see cref="ShardingOptionsBuilder.GatherBudget" /> hold as for every gather.
    /// </summary>
    /// <param name="source">The query, directly after <c>FromSql</c> or <c>SqlQuery</c>, or one with a function that the model maps.</param>
    /// <param name="tables">
    ///     The names of tables and views of the model as the database has them, with the schema (<c>"blog.Posts"</c>) where it alone tells two apart. The SQL itself must write them without a
    ///     schema.
    /// </param>
    /// <remarks>
    ///     A table that is not named is an error, never one shard's rows, also where a function reads it. Functions must be <c>STABLE</c> or <c>IMMUTABLE</c> on PostgreSQL, and are called twice.
    ///     <c>OnShard</c> and <c>UseShard</c> count more: the SQL then runs on that shard's own tables.
    /// </remarks>
    /// <exception cref="EfShard.CrossShardQueryException">
    ///     When the query runs: the model has no such table, the SQL reads others, changes or locks rows, or the policy forbids gathering.
    /// </exception>
    public static IQueryable<TEntity> GatherTables<TEntity>(this IQueryable<TEntity> source, params string[] tables)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(tables);
        if (tables.Length == 0 || tables.Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException("Name the tables that the SQL reads, at least one.", nameof(tables));
        }

        // A constant, not a variable: the plan depends on it.
        var names = Expression.Constant(string.Join(ShardHintMethods.TableSeparator, tables));
        var hint = Expression.Call(ShardHintMethods.GatherTablesMethod.MakeGenericMethod(typeof(TEntity)), names);
        return source.Where(Expression.Lambda<Func<TEntity, bool>>(hint, Expression.Parameter(typeof(TEntity), "_")));
    }

    /// <summary>
    ///     Gives the query's order no ties: rows that are equal in every <c>OrderBy</c> come in the order of their primary keys, so that pages by
    ///     <c>Skip</c> and <c>Take</c> never repeat or lose one. Without it, ties are broken by shard, and on each shard as its database likes.
    /// </summary>
    /// <param name="source">The query; call it before <c>Skip</c> and <c>Take</c>.</param>
    /// <remarks>
    ///     Groups come in the order of their keys, distinct rows in that of their columns. Also on one shard: the order is part of the statement.
    /// </remarks>
    public static IQueryable<TEntity> StableOrder<TEntity>(this IQueryable<TEntity> source)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Where(_ => ShardHintMethods.StableOrder<TEntity>());
    }

    /// <summary>
    ///     Limits the query to rows with a shard key, without a predicate of one's own: only the key's shard is asked. Call it directly on the set.
    /// </summary>
    /// <param name="source">The set of an entity with a shard key of its own.</param>
    /// <param name="key">The shard key, of the property's type.</param>
    public static IQueryable<TEntity> WithShardKey<TEntity, TKey>(this IQueryable<TEntity> source, TKey key)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Where(_ => ShardHintMethods.ShardKey<TEntity, TKey>(key));
    }

    /// <inheritdoc cref="WithShardKey{TEntity,TKey}(IQueryable{TEntity},TKey)" />
    /// <param name="source">The set of an entity with a shard key of its own.</param>
    /// <param name="first">The key's first component.</param>
    /// <param name="second">The key's second component.</param>
    public static IQueryable<TEntity> WithShardKey<TEntity, TFirst, TSecond>(this IQueryable<TEntity> source, TFirst first, TSecond second)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Where(_ => ShardHintMethods.ShardKey<TEntity, TFirst, TSecond>(first, second));
    }

    /// <inheritdoc cref="WithShardKey{TEntity,TKey}(IQueryable{TEntity},TKey)" />
    /// <param name="source">The set of an entity with a shard key of its own.</param>
    /// <param name="first">The key's first component.</param>
    /// <param name="second">The key's second component.</param>
    /// <param name="third">The key's third component.</param>
    public static IQueryable<TEntity> WithShardKey<TEntity, TFirst, TSecond, TThird>(
        this IQueryable<TEntity> source, TFirst first, TSecond second, TThird third)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Where(_ => ShardHintMethods.ShardKey<TEntity, TFirst, TSecond, TThird>(first, second, third));
    }

    /// <summary>
    ///     Says what happens if several shards can't answer the query each by itself. Holds for this query, before what the context's scope
    ///     (<see cref="EfShard.ShardingFacade.UseGather" />) and its options say.
    /// </summary>
    /// <param name="source">The query.</param>
    /// <param name="policy">To gather, silently or with a warning, or to refuse.</param>
    public static IQueryable<TEntity> WithGather<TEntity>(this IQueryable<TEntity> source, GatherPolicy policy)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(source);
        var number = Enum.IsDefined(policy) ? (int)policy : throw new ArgumentOutOfRangeException(nameof(policy));
        return source.Where(_ => ShardHintMethods.Gather<TEntity>(number));
    }

    /// <summary>
    ///     How the query would be answered over the shards, as text: the shards asked, what each runs, how rows are merged, or why it can't be.
    ///     Nothing is sent to a database. The text is for people; it may change.
    /// </summary>
    /// <param name="source">A query of a sharded context.</param>
    /// <exception cref="InvalidOperationException">The query is not one of a sharded context.</exception>
    public static string ToShardPlanString(this IQueryable source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var outer = PlanProbe.Current;
        var probe = PlanProbe.Current = new PlanProbe();
        try
        {
            source.ToQueryString();
        }
        finally
        {
            PlanProbe.Current = outer;
        }

        return probe.Statements.Count == 0
            ? throw new InvalidOperationException("The query is not one of a sharded context: no statement of it was planned. Call UseSharding in the context's options.")
            : string.Join(Environment.NewLine, probe.Statements.Select(s => PlanReport.Write(s.Template, s.Parameters)));
    }
}
