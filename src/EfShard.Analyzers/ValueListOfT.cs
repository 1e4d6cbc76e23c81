using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;

namespace EfShard.Analyzers;

/// <summary>A list that does not change and is equal to any other of the same items, so that records of such lists compare by value.</summary>
[CollectionBuilder(typeof(ValueList), nameof(ValueList.Create))]
internal sealed class ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    private readonly T[] _items;

    public ValueList(T[] items) => _items = items;

    public int Count => _items.Length;

    public bool IsEmpty => _items.Length == 0;

    public T this[int index] => _items[index];

    public int IndexOf(T item) => Array.IndexOf(_items, item);

    public ValueList<T> Concat(IEnumerable<T> others) => new([.. _items, .. others]);

    public bool Equals(ValueList<T>? other) => other is not null && _items.SequenceEqual(other._items);

    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    public override int GetHashCode() => _items.Aggregate(17, (hash, item) => unchecked((hash * 31) + (item?.GetHashCode() ?? 0)));

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
