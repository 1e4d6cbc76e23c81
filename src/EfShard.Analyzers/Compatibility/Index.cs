namespace System;

/// <summary>Lets the compiler accept list patterns on netstandard2.0.</summary>
internal readonly struct Index
{
    private readonly int _value;
    private readonly bool _fromEnd;

    public Index(int value, bool fromEnd = false) => (_value, _fromEnd) = (value, fromEnd);

    public static implicit operator Index(int value) => new(value);

    public int GetOffset(int length) => _fromEnd ? length - _value : _value;
}
