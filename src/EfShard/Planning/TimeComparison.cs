namespace EfShard.Planning;

/// <summary>How a part of a key is compared with a value.</summary>
internal enum TimeComparison
{
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
