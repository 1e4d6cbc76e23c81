using EfShard.Analyzers.Queries;

namespace EfShard.Analyzers.Rules;

/// <summary>A rule that looks at queries.</summary>
internal interface IQueryRule
{
    void Check(QueryReading reading, RuleContext context);
}
