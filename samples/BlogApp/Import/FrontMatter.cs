using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace BlogApp.Import;

/// <summary>The YAML between the two <c>---</c> lines at the head of a file.</summary>
internal sealed class FrontMatter
{
    private readonly YamlMappingNode _fields;
    private readonly int _lineOffset;

    private FrontMatter(YamlMappingNode fields, int lineOffset) => (_fields, _lineOffset) = (fields, lineOffset);

    /// <param name="yaml">The text between the marks.</param>
    /// <param name="lineOffset">The lines of the file before that text, so that errors name lines of the file.</param>
    public static FrontMatter Parse(string yaml, int lineOffset)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents switch
            {
                [{ RootNode: YamlMappingNode fields }] => new FrontMatter(fields, lineOffset),
                _ => throw new BrokenFileException(lineOffset + 1, "the front matter is not a list of 'name: value'"),
            };
        }
        catch (YamlException error)
        {
            var reason = (error.InnerException ?? error).Message;
            throw new BrokenFileException((int)error.Start.Line + lineOffset, $"the front matter is not valid YAML: {reason}");
        }
    }

    /// <summary>A field's text; the parts of a list are joined by commas. Null if it is missing or empty.</summary>
    public string? Text(string name) => Find(name) switch
    {
        null => null,
        YamlScalarNode scalar => string.IsNullOrWhiteSpace(scalar.Value) ? null : scalar.Value.Trim(),
        YamlSequenceNode list when list.All(item => item is YamlScalarNode)
            => string.Join(", ", list.Cast<YamlScalarNode>().Select(item => item.Value)),
        var other => throw new BrokenFileException(LineOf(other), $"'{name}' is neither a text nor a list of texts"),
    };

    /// <summary>A field's time in UTC; a time without an offset is taken as UTC. Null if it is missing or empty.</summary>
    public DateTime? Date(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTime.TryParse(text, CultureInfo.InvariantCulture, Utc, out var date)
            ? date
            : throw new BrokenFileException(LineOf(Find(name)!), $"'{name}' is not a date");
    }

    private YamlNode? Find(string name)
        => _fields.Children
            .FirstOrDefault(field => field.Key is YamlScalarNode key && string.Equals(key.Value, name, StringComparison.OrdinalIgnoreCase))
            .Value;

    private int LineOf(YamlNode node) => (int)node.Start.Line + _lineOffset;
}
