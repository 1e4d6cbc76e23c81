using Xunit;

namespace EfShard.Crash.Tests.Model;

/// <summary>docs/commit-protocol.md, explored: every interleaving of a coordinator, three servers and two recoveries, with a crash of any of them at any point.</summary>
public sealed class ExplorationTests
{
    /// <summary>Each rule left out, and the fault that this makes possible.</summary>
    public static TheoryData<string, string> RulesLeftOut => new()
    {
        { nameof(Rules.LockFirst), "Half is committed" },
        { nameof(Rules.RecordInDecision), "It was told as rolled back, and is committed" },
        { nameof(Rules.PrepareAll), "Half is committed" },
        { nameof(Rules.CommitByRecord), "Half is committed" },
        { nameof(Rules.RespectLock), "Half is committed" },
        { nameof(Rules.LockBeforeRecord), "Half is committed" },
        { nameof(Rules.ForgetLast), "Half is committed" },
        { nameof(Rules.RecordBeforeParts), "Half is committed" },
        { nameof(Rules.KeepFinished), "It was told as rolled back, and is committed" },
    };

    [Fact]
    public void Every_state_that_can_be_reached_is_all_or_nothing_and_ends()
    {
        var exploration = new Exploration(new Rules());

        Assert.Null(exploration.Fault);

        // So that an exploration which stops early is noticed.
        Assert.InRange(exploration.States, 5_000, 1_000_000);
    }

    [Theory]
    [MemberData(nameof(RulesLeftOut))]
    public void Without_a_rule_the_fault_is_found(string rule, string fault)
    {
        var rules = new Rules();
        typeof(Rules).GetProperty(rule)!.SetValue(rules, false);

        var found = new Exploration(rules).Fault;

        Assert.StartsWith(fault, found, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_rule_is_left_out_once()
        => Assert.Equal(
            typeof(Rules).GetProperties().Where(p => p.PropertyType == typeof(bool)).Select(p => p.Name).Order(),
            RulesLeftOut.Select(row => (string)row[0]).Order());
}
