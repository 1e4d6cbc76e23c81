namespace EfShard.Differential.Tests.Generator;

/// <summary>The set operations.</summary>
public enum SetKind
{
    Concat,
    Union,
    Intersect,
    Except,
}
