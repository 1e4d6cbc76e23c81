namespace BlogApp.Import;

/// <summary>Why a file was not imported.</summary>
/// <param name="File">The file, relative to the imported folder.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Reason">What is wrong with it.</param>
internal sealed record ImportProblem(string File, int Line, string Reason)
{
    public override string ToString() => $"{File}({Line}): {Reason}";
}
