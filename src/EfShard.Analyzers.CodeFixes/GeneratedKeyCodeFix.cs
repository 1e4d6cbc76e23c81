using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace EfShard.Analyzers.CodeFixes;

/// <summary>EFS0005: <c>HasShardedId()</c> where the library has it, otherwise a Guid; or a value that the application makes.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(GeneratedKeyCodeFix))]
[Shared]
public sealed class GeneratedKeyCodeFix : CodeFixProvider
{
    // As GeneratedKeyRule writes them.
    private const string EntityKey = "Entity";
    private const string PropertyKey = "Property";
    private const string HasShardedIdsKey = "HasShardedIds";

    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("EFS0005");

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root is null || !diagnostic.Properties.TryGetValue(PropertyKey, out var property) || property is null)
            {
                continue;
            }

            var call = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) as InvocationExpressionSyntax;
            if (call is not null && diagnostic.Properties.TryGetValue(HasShardedIdsKey, out var offered) && offered is not null)
            {
                Register(context, diagnostic, "Use HasShardedId()", root.ReplaceNode(call, Calls.Append(call, "HasShardedId")));
            }
            else
            {
                const string Title = "Use a Guid, which the application makes";
                context.RegisterCodeFix(CodeAction.Create(Title, cancel => UseGuidAsync(context.Document, diagnostic, property, cancel), equivalenceKey: Title), diagnostic);
            }

            if (call is { Expression: MemberAccessExpressionSyntax access } && call.FirstAncestorOrSelf<ExpressionStatementSyntax>() is { Parent: BlockSyntax } statement)
            {
                var added = SyntaxFactory.ParseStatement($"{access.Expression.WithoutTrivia()}.Property(x => x.{property}).ValueGeneratedNever();")
                    .WithLeadingTrivia(statement.GetLeadingTrivia().LastOrDefault(t => t.IsKind(SyntaxKind.WhitespaceTrivia)))
                    .WithTrailingTrivia(SyntaxFactory.EndOfLine("\n"))
                    .WithAdditionalAnnotations(Formatter.Annotation);
                Register(context, diagnostic, "The application makes it: ValueGeneratedNever()", root.InsertNodesAfter(statement, [added]));
            }
        }
    }

    private static void Register(CodeFixContext context, Diagnostic diagnostic, string title, SyntaxNode root)
        => context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root)), equivalenceKey: title), diagnostic);

    private static async Task<Solution> UseGuidAsync(Document document, Diagnostic diagnostic, string property, CancellationToken cancellationToken)
    {
        var solution = document.Project.Solution;
        var compilation = await document.Project.GetCompilationAsync(cancellationToken).ConfigureAwait(false);
        var type = diagnostic.Properties.TryGetValue(EntityKey, out var id) && id is not null && compilation is not null
            ? DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation) as INamedTypeSymbol
            : null;
        for (; type is not null; type = type.BaseType)
        {
            if (type.GetMembers(property).FirstOrDefault()?.DeclaringSyntaxReferences.FirstOrDefault() is { } declared
                && await declared.GetSyntaxAsync(cancellationToken).ConfigureAwait(false) is PropertyDeclarationSyntax syntax
                && solution.GetDocument(declared.SyntaxTree) is { } where
                && await where.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is { } root)
            {
                var guid = SyntaxFactory.ParseTypeName("System.Guid").WithTriviaFrom(syntax.Type).WithAdditionalAnnotations(Microsoft.CodeAnalysis.Simplification.Simplifier.Annotation);
                return where.WithSyntaxRoot(root.ReplaceNode(syntax.Type, guid)).Project.Solution;
            }
        }

        return solution;
    }
}
