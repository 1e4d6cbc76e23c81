using System.Text.RegularExpressions;
using Xunit;

namespace EfShard.Tests.Architecture;

public sealed partial class SourceHygieneTests
{
    private const int LongestFile = 400;

    // MergeColumn<T> beside MergeColumn lies in MergeColumnOfT.cs.
    private const string GenericTwin = "OfT";

    [Fact]
    public void No_file_is_longer_than_400_lines()
        => Findings.MustBeNone(SourceTree.Files.Where(file => file.LineCount > LongestFile).Select(file => $"{file} has {file.LineCount} lines."));

    [Fact]
    public void Every_file_declares_one_type_and_is_called_after_it()
        => Findings.MustBeNone(
            from file in SourceTree.Files
            let types = file.TopLevelTypes.Distinct().ToList()
            let name = Path.GetFileNameWithoutExtension(file.Path)
            where types.Count != 1 || (name != types[0] && name != types[0] + GenericTwin)
            select $"{file} declares {(types.Count == 0 ? "no type" : string.Join(", ", types))}.");

    [Fact]
    public void No_code_blocks_on_asynchronous_work()
        => Findings.MustBeNone(
            from file in SourceTree.Files
            from match in Blocking().Matches(file.Code)
            where !match.Value.Contains(".IsCompletedSuccessfully", StringComparison.Ordinal)
            select $"{file}: {match.Value.Trim()}");

    // By its method: a semaphore, which is no asynchronous work, has a Wait() too.
    [Fact]
    public void No_code_waits_for_a_task()
    {
        var waits = typeof(Task).GetMember(nameof(Task.Wait)).ToHashSet();
        Assert.True(UsedTypes.Calls(typeof(Waiting), waits));

        Findings.MustBeNone(Areas.LibraryTypes.Where(type => UsedTypes.Calls(type, waits)).Select(type => $"{type.Name} calls Task.Wait."));
    }

    [Fact]
    public void Names_say_more_than_Manager_Helper_or_Util()
        => Assert.DoesNotContain(SourceTree.Files.SelectMany(file => file.TopLevelTypes), type => VagueName().IsMatch(type));

    private static class Waiting
    {
        public static void Run(Task<int> task) => task.Wait();
    }

    // The whole statement: one that takes the result of what it saw completed does not block.
    [GeneratedRegex(@"[^;{}]*(?:\.Result\b(?!\s*\()|\.GetAwaiter\(\)\s*\.GetResult\(\))[^;{}]*")]
    private static partial Regex Blocking();

    [GeneratedRegex("(?:Manager|Helpers?|Utils?|Utilit(?:y|ies))$")]
    private static partial Regex VagueName();
}
