using EfShard.Differential.Tests.Answers;

namespace EfShard.Differential.Tests.Generator;

/// <summary>Counts verdicts.</summary>
internal sealed class Tally
{
    private readonly Dictionary<Tier, int> _tiers = [];

    public int Asked { get; private set; }

    public int Translatable { get; private set; }

    public Dictionary<string, int> NotTranslatable { get; } = [];

    public Dictionary<string, int> Refusals { get; } = [];

    public int Of(Tier tier) => _tiers.GetValueOrDefault(tier);

    public void Add(Verdict verdict)
    {
        Asked++;
        if (verdict.NotTranslatable is { } reason)
        {
            var key = Short(reason);
            NotTranslatable[key] = NotTranslatable.GetValueOrDefault(key) + 1;
            return;
        }

        Translatable++;
        _tiers[verdict.Tier] = Of(verdict.Tier) + 1;
        if (verdict.Refusal is { } refusal)
        {
            var key = Short(refusal);
            Refusals[key] = Refusals.GetValueOrDefault(key) + 1;
        }
    }

    public override string ToString()
        => $"{Asked} asked, {Translatable} translatable: " + string.Join(", ", _tiers.OrderBy(t => t.Key).Select(t => $"{t.Value} {t.Key}"));

    private static string Short(string text)
    {
        var line = text.ReplaceLineEndings("\n").Split('\n').Last(l => l.Length > 0);
        return line[..Math.Min(line.Length, 160)];
    }
}
