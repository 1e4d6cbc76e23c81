using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace EfShard.Analyzers.Rules;

/// <summary>The whole bodies of methods of the same file.</summary>
internal static class MethodBodies
{
    public static IOperation? Find(IInvocationOperation call)
        => call.TargetMethod.OriginalDefinition.DeclaringSyntaxReferences is [var declaration]
            && call.SemanticModel is { } semantics
            && declaration.SyntaxTree == semantics.SyntaxTree
            && declaration.GetSyntax() is (MethodDeclarationSyntax or LocalFunctionStatementSyntax) and var syntax
                ? semantics.GetOperation(syntax)
                : null;
}
