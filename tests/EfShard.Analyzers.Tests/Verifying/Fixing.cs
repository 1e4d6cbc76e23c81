using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace EfShard.Analyzers.Tests.Verifying;

/// <summary>Applies a code fix to the first diagnostic of a rule, as an editor would.</summary>
internal static class Fixing
{
    /// <summary>The files after the fix. They compile, and the diagnostic is gone.</summary>
    public static async Task<IReadOnlyList<string>> ApplyAsync(CodeFixProvider provider, string rule, string title, params string[] sources)
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject("Source", LanguageNames.CSharp)
            .WithMetadataReferences(Compilations.References)
            .WithParseOptions(new CSharpParseOptions(LanguageVersion.Latest))
            .WithCompilationOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        for (var i = 0; i < sources.Length; i++)
        {
            project = project.AddDocument($"Source{i}.cs", sources[i]).Project;
        }

        var before = await FindAsync(project, rule);
        var diagnostic = before.First();
        var actions = new List<CodeAction>();
        var document = project.GetDocument(diagnostic.Location.SourceTree)!;
        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));

        var operations = await actions.Single(action => action.Title == title).GetOperationsAsync(CancellationToken.None);
        var after = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetProject(project.Id)!;
        Assert.Equal(before.Count - 1, (await FindAsync(after, rule)).Count);
        return await Task.WhenAll(after.Documents.Select(TextAsync));
    }

    private static async Task<string> TextAsync(Document document)
    {
        var simple = await Simplifier.ReduceAsync(document);
        var formatted = await Formatter.FormatAsync(simple, Formatter.Annotation);
        return (await formatted.GetTextAsync()).ToString();
    }

    private static async Task<List<Diagnostic>> FindAsync(Project project, string rule)
    {
        var compilation = Compilations.MustCompile((CSharpCompilation)(await project.GetCompilationAsync())!);
        return [.. (await Analysis.RunAsync(compilation)).Where(d => d.Id == rule).OrderBy(d => d.Location.SourceSpan.Start)];
    }
}
