using System.Text.RegularExpressions;

namespace EfShard.Tests.Architecture;

/// <summary>One source file: its path below src/EfShard and its text.</summary>
internal sealed partial record SourceFile(string Path, string Text)
{
    /// <summary>The first folder; for files of the root, an area by the end of their name.</summary>
    public string Area
        => Path.Contains('/') ? Path[..Path.IndexOf('/')]
            : Path.EndsWith("Extensions.cs", StringComparison.Ordinal) || Path is "ShardingFacade.cs" or "ShardingSession.cs" ? FolderRules.Doors
            : Path.EndsWith("Builder.cs", StringComparison.Ordinal) ? FolderRules.Builders
            : FolderRules.Vocabulary;

    public int LineCount => Text.Count(character => character == '\n');

    /// <summary>The types that the file declares outside of other types, without their type parameters. (Namespaces are file-scoped: they begin their line.)</summary>
    public IEnumerable<string> TopLevelTypes => TypeDeclaration().Matches(Text).Select(match => match.Groups["name"].Value);

    /// <summary>The text without comments and without the contents of strings.</summary>
    public string Code => CommentOrString().Replace(Text, match => match.Value[0] == '/' ? "" : "\"\"");

    public override string ToString() => Path;

    [GeneratedRegex(@"^(?:(?:public|internal|file|abstract|sealed|static|partial|readonly|ref|unsafe)\s+)*(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?|delegate\s+\S+)\s+(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex("//[^\n]*|/\\*.*?\\*/|\"\"\".*?\"\"\"|@\"(?:[^\"]|\"\")*\"|\"(?:\\\\.|[^\"\\\\\n])*\"", RegexOptions.Singleline)]
    private static partial Regex CommentOrString();
}
