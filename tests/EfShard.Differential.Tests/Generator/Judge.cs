using EfShard.Differential.Tests.Answers;
using EfShard.Differential.Tests.Databases;

namespace EfShard.Differential.Tests.Generator;

/// <summary>
///     Asks one database, the shards, and the shards with all rows gathered. All must say the same; the shards as they are may refuse.
/// </summary>
internal static class Judge
{
    private const int Attempts = 400;

    public static async Task<Verdict> JudgeAsync(TrackerDatabases databases, Trial trial)
    {
        await databases.FillAsync(trial.World);
        var expected = await Answer.OfAsync(databases.Single, db => Asking.AskAsync(db, trial.Question));
        if (expected.Exception is { } exception)
        {
            return new(Tier.None, $"{exception.GetType().Name}: {exception.Message}", null, null);
        }

        var actual = await Answer.OfAsync(() => databases.Sharded(trial.Layout), db => Asking.AskAsync(db, trial.Question));
        var wrong = actual.IsRefused ? null : Difference.Between("the shards", expected, actual);
        if (wrong is null)
        {
            var gathered = await Answer.OfAsync(() => databases.Sharded(trial.Layout, gathersAll: true), db => Asking.AskAsync(db, trial.Question));
            wrong = Difference.Between("gathering all", expected, gathered);
        }

        return new(actual.Tier, null, actual.IsRefused ? actual.Exception!.Message : null, wrong);
    }

    /// <summary>The smallest trial that is still answered wrongly, as far as single steps lead.</summary>
    public static async Task<Trial> ShrinkAsync(TrackerDatabases databases, Trial trial)
    {
        var attempts = 0;
        for (var found = true; found;)
        {
            found = false;
            foreach (var smaller in Smaller.Than(trial.Question).Where(q => Smaller.Parts(q) < Smaller.Parts(trial.Question)).OrderBy(Smaller.Parts))
            {
                if (attempts++ > Attempts)
                {
                    return trial;
                }

                var candidate = trial with { Question = smaller };
                if ((await JudgeAsync(databases, candidate)).Wrong is not null)
                {
                    (trial, found) = (candidate, true);
                    break;
                }
            }
        }

        return trial;
    }

    /// <summary>What is to be read of a wrong answer: the query, how it was planned, what is missing and what is too much.</summary>
    public static async Task<string> DescribeAsync(TrackerDatabases databases, Trial trial)
        => await DescribeAsync(databases, trial, await JudgeAsync(databases, trial));

    public static async Task<string> DescribeAsync(TrackerDatabases databases, Trial trial, Verdict verdict)
    {
        await using var db = databases.Single();
        return $"{databases.Provider}, {trial.Layout}, {trial.World}: {verdict.Wrong}\n{Asking.Print(db, trial.Question)}";
    }
}
