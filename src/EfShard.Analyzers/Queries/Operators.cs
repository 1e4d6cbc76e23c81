using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace EfShard.Analyzers.Queries;

/// <summary>The names of query operators, and which of them run a query.</summary>
internal static class Operators
{
    private static readonly HashSet<string> s_running = new(StringComparer.Ordinal)
    {
        "ToList", "ToArray", "ToDictionary", "ToHashSet", "ToLookup", "First", "FirstOrDefault", "Single", "SingleOrDefault", "Last", "LastOrDefault",
        "ElementAt", "ElementAtOrDefault", "Count", "LongCount", "Any", "All", "Contains", "Min", "Max", "MinBy", "MaxBy", "Sum", "Average", "Load",
        "ForEach", "AsEnumerable", "AsAsyncEnumerable", "Aggregate",
    };

    private static readonly HashSet<string> s_returningValues = new(StringComparer.Ordinal)
    {
        "Count", "LongCount", "Any", "All", "Contains", "Min", "Max", "Sum", "Average",
    };

    private static readonly HashSet<string> s_returningRows = new(StringComparer.Ordinal)
    {
        "First", "FirstOrDefault", "Single", "SingleOrDefault", "Last", "LastOrDefault", "ElementAt", "ElementAtOrDefault", "MinBy", "MaxBy",
    };

    /// <summary>Whether the call is one of LINQ's or EF Core's operators, or one of EfShard's for queries.</summary>
    public static bool IsOperator(IInvocationOperation call)
        => call.TargetMethod is { Name: "AsQueryable" or "AsAsyncEnumerable", IsExtensionMethod: false, ContainingType: var set } && set.DbSetElement() is not null
            || call.TargetMethod is { IsExtensionMethod: true, ContainingType: { } type }
            && (type.Name is "Queryable" or "Enumerable" or "AsyncEnumerable"
                ? type.ContainingNamespace.Is("System.Linq")
                : type.Name.EndsWith("QueryableExtensions", StringComparison.Ordinal) && type.ContainingNamespace.Is(Symbols.EntityFrameworkCore));

    /// <summary>The operator's name without <c>Async</c>.</summary>
    public static string NameOf(IInvocationOperation call)
        => call.TargetMethod.Name is var name && name.EndsWith("Async", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Async".Length) : name;

    /// <summary>What the operation does to the query that it is called on.</summary>
    public static Terminal TerminalOf(IOperation operation) => operation is not IInvocationOperation call || !IsOperator(call) ? Terminal.None : NameOf(call) switch
    {
        "ExecuteUpdate" => Terminal.Update,
        "ExecuteDelete" => Terminal.Delete,
        var name when s_running.Contains(name) => Terminal.Read,
        _ => Terminal.None,
    };

    /// <summary>Whether it gives one row.</summary>
    public static bool ReturnsRow(string name) => s_returningRows.Contains(name);

    /// <summary>Whether it gives a value and no entity, so that Includes do not matter.</summary>
    public static bool ReturnsValue(string name) => s_returningValues.Contains(name);
}
