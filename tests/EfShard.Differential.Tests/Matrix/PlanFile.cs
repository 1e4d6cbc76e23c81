using System.Text;
using System.Text.RegularExpressions;
using EfShard.Differential.Tests.Answers;
using EfShard.Differential.Tests.Model;
using EfShard.Differential.Tests.Rows;

namespace EfShard.Differential.Tests.Matrix;

/// <summary>
///     The plans of the matrix in one layout, as a file that is read by people and compared by tests: under each operator a line a mapping, with
///     the tier and the plan; two lines where the providers do not agree.
/// </summary>
internal sealed partial class PlanFile
{
    private const string Operator = "# ";
    private static readonly string[] Providers = ["sqlite", "postgres"];

    private readonly Dictionary<(string Query, string Source, string Provider), WrittenPlan> _plans = [];
    private readonly string _path;

    private PlanFile(string path) => _path = path;

    public string Name => Path.GetFileName(_path);

    public static PlanFile Read(Layout layout)
    {
        var file = new PlanFile(Path.Combine(Repository.Folder, "tests/EfShard.Differential.Tests/Plans", $"{layout}.txt".ToLowerInvariant()));
        if (File.Exists(file._path))
        {
            file.Parse(File.ReadAllText(file._path));
        }

        return file;
    }

    public WrittenPlan? Find(string query, string source, string provider) => _plans.GetValueOrDefault((query, source, provider));

    public void Set(string query, string source, string provider, WrittenPlan plan) => _plans[(query, source, provider)] = plan;

    public void Write()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        File.WriteAllText(_path, Render());
    }

    private string Render()
    {
        var text = new StringBuilder();
        foreach (var query in Operators.All)
        {
            text.Append(text.Length == 0 ? "" : "\n").Append(Operator).Append(query.Name).Append('\n');
            foreach (var source in Sources.All)
            {
                var plans = Providers.Where(p => Find(query.Name, source.Name, p) is not null).GroupBy(p => Find(query.Name, source.Name, p)!).ToList();
                foreach (var same in plans)
                {
                    var providers = same.Count() == Providers.Length ? "" : $" [{string.Join(", ", same)}]";
                    text.Append($"{source.Name}{providers} = {same.Key.Tier}: {same.Key.Text}\n");
                }
            }
        }

        return text.ToString();
    }

    private void Parse(string text)
    {
        var query = "";
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith(Operator, StringComparison.Ordinal))
            {
                query = line[Operator.Length..];
            }
            else if (Plan().Match(line) is { Success: true } plan)
            {
                var providers = plan.Groups["providers"] is { Success: true } some ? some.Value.Split(", ") : Providers;
                Array.ForEach(providers, p => Set(
                    query, plan.Groups["source"].Value, p, new(Enum.Parse<Tier>(plan.Groups["tier"].Value), plan.Groups["text"].Value)));
            }
        }
    }

    [GeneratedRegex(@"^(?<source>[^=\[]+?)(?: \[(?<providers>[^\]]+)\])? = (?<tier>\w+): (?<text>.*)$")]
    private static partial Regex Plan();
}
