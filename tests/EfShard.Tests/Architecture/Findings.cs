using Xunit;

namespace EfShard.Tests.Architecture;

/// <summary>Says all that is wrong at once, in full: <see cref="Assert.Empty" /> would cut it short.</summary>
internal static class Findings
{
    public static void MustBeNone(IEnumerable<string> findings)
    {
        var all = findings.Distinct().ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
