using EfShard.Tests.Model.Blog;
using Microsoft.EntityFrameworkCore;

namespace EfShard.Tests.Queries.Harness;

/// <summary>Makes shapes; each family uses it by <c>using static</c>.</summary>
public static class Shape
{
    /// <summary>A query whose rows are listed.</summary>
    public static QueryShape Rows<T>(
        string name, string operators, string mapping, Asked asked, Func<BlogContext, BlogKeys, IQueryable<T>> query)
        => new()
        {
            Name = name,
            Operators = operators,
            Mapping = mapping,
            Asked = asked,
            Run = (db, keys) => query(db, keys).ToList(),
            RunAsync = async (db, keys, cancellation) => await query(db, keys).ToListAsync(cancellation),
        };

    /// <summary>A query that ends in an operator with one result.</summary>
    public static QueryShape Value<T, TResult>(
        string name,
        string operators,
        string mapping,
        Asked asked,
        Func<BlogContext, BlogKeys, IQueryable<T>> query,
        Func<IQueryable<T>, TResult> end,
        Func<IQueryable<T>, CancellationToken, Task<TResult>> endAsync)
        => new()
        {
            Name = name,
            Operators = operators,
            Mapping = mapping,
            Asked = asked,
            Run = (db, keys) => end(query(db, keys)),
            RunAsync = async (db, keys, cancellation) => await endAsync(query(db, keys), cancellation),
        };

    /// <summary>Anything else: several steps, loading, compiled queries, bulk statements.</summary>
    public static QueryShape Steps<TResult>(
        string name,
        string operators,
        string mapping,
        Asked asked,
        Func<BlogContext, BlogKeys, TResult> run,
        Func<BlogContext, BlogKeys, CancellationToken, Task<TResult>> runAsync)
        => new()
        {
            Name = name,
            Operators = operators,
            Mapping = mapping,
            Asked = asked,
            Run = (db, keys) => run(db, keys),
            RunAsync = async (db, keys, cancellation) => await runAsync(db, keys, cancellation),
        };
}
