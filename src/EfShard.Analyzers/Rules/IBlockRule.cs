using Microsoft.CodeAnalysis;

namespace EfShard.Analyzers.Rules;

/// <summary>A rule that looks at the operations of a body.</summary>
internal interface IBlockRule
{
    void Check(IOperation block, RuleContext context);
}
