using System;

namespace EfShard.Analyzers;

/// <summary>Makes <see cref="ValueList{T}" /> for collection expressions.</summary>
internal static class ValueList
{
    public static ValueList<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}
