using System.Text;
using System.Text.RegularExpressions;
using BlogApp.Model;

namespace BlogApp.Import;

/// <summary>Reads one Markdown file with front matter.</summary>
internal static partial class PostFile
{
    private const string Fence = "---";

    // Refuses bytes that are no UTF-8, instead of putting question marks into a post.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="BrokenFileException">The file cannot be read as a post; the exception knows the line.</exception>
    public static async Task<ImportedPost> ReadAsync(string folder, string file, CancellationToken cancellationToken)
    {
        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(Path.Combine(folder, file), cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BrokenFileException(1, "the file cannot be opened");
        }

        return Parse(file, Decode(bytes));
    }

    internal static ImportedPost Parse(string file, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        if (lines[0].TrimEnd() != Fence)
        {
            throw new BrokenFileException(1, "the file does not begin with front matter ('---')");
        }

        var end = Array.FindIndex(lines, 1, line => line.TrimEnd() == Fence);
        if (end < 0)
        {
            throw new BrokenFileException(lines.Length, "the front matter does not end ('---' is missing)");
        }

        var fields = FrontMatter.Parse(string.Join('\n', lines[1..end]), lineOffset: 1);
        var title = fields.Text("title") ?? throw new BrokenFileException(end + 1, "the front matter has no title");
        IEnumerable<string> body = lines[(end + 1)..];
        if (file.EndsWith(".mdx", StringComparison.OrdinalIgnoreCase))
        {
            body = WithoutComponents(body);
        }

        return new ImportedPost(
            file,
            title.Length > Post.TitleLength ? title[..(Post.TitleLength - 1)] + "…" : title,
            fields.Date("date"),
            AuthorName.Parse(fields.Text("author")),
            fields.Text("category"),
            WithoutTitle(string.Join('\n', body).Trim(), title));
    }

    // Many files repeat the title as their first heading; the page shows it once.
    private static string WithoutTitle(string body, string title)
    {
        var heading = body.Split('\n', 2);
        return heading[0].Trim() == $"# {title}" ? heading.ElementAtOrDefault(1)?.TrimStart() ?? "" : body;
    }

    // MDX is Markdown with components in it: their text is kept, the lines that only open or close one are not.
    private static IEnumerable<string> WithoutComponents(IEnumerable<string> lines)
    {
        var inCode = false;
        foreach (var line in lines)
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                inCode = !inCode;
            }

            if (inCode || !Component().IsMatch(line))
            {
                yield return line;
            }
        }
    }

    private static string Decode(byte[] bytes)
    {
        try
        {
            var hasMark = bytes is [0xEF, 0xBB, 0xBF, ..];
            return hasMark ? Strict.GetString(bytes, 3, bytes.Length - 3) : Strict.GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new BrokenFileException(bytes.Take(error.Index).Count(b => b == '\n') + 1, "the text is not UTF-8");
        }
    }

    [GeneratedRegex(@"^\s*</?[A-Z]\w*(\s[^>]*)?/?>\s*$|^(import|export)\s.*$")]
    private static partial Regex Component();
}
