using Xunit;

namespace EfShard.Tests.Architecture;

public sealed class DependencyDirectionTests
{
    [Fact]
    public void Every_type_lives_in_a_file_of_an_area_that_the_rules_know()
    {
        Assert.NotEmpty(Areas.LibraryTypes);
        Assert.All(Areas.LibraryTypes, type =>
        {
            var area = Areas.Of(type);
            Assert.True(area is not null && (FolderRules.MayUse.ContainsKey(area) || FolderRules.Unbounded.Contains(area)),
                $"{type} lies in '{area ?? "no file of its name"}', which {nameof(FolderRules)} does not list.");
        });
    }

    [Fact]
    public void Folders_use_only_the_folders_below_them()
    {
        var broken =
            from type in Areas.LibraryTypes
            let area = Areas.Of(type)
            where !FolderRules.Unbounded.Contains(area)
            from used in UsedTypes.Of(type)
            let usedArea = Areas.Of(used)
            where usedArea is not null && !MayUse(area, usedArea) && !FolderRules.Exceptions.ContainsKey((Areas.NameOf(type), usedArea))
            select $"{area} must not use {usedArea}: {type.Name} uses {used.Name}.";

        Findings.MustBeNone(broken);
    }

    [Fact]
    public void Plans_know_no_connection_and_strategies_no_outside_world()
    {
        var broken =
            from type in Areas.LibraryTypes
            from forbidden in FolderRules.MustNotTouch.GetValueOrDefault(Areas.Of(type)!, [])
            from used in UsedTypes.Of(type)
            where used.FullName?.StartsWith(forbidden, StringComparison.Ordinal) == true
            select $"{Areas.Of(type)} must not touch {forbidden}: {type.Name} uses {used.FullName}.";

        Findings.MustBeNone(broken);
    }

    [Fact]
    public void The_exceptions_to_the_rules_are_needed()
        => Assert.All(FolderRules.Exceptions.Keys, exception =>
        {
            var type = Assert.Single(Areas.LibraryTypes, candidate => Areas.NameOf(candidate) == exception.Type);
            Assert.Contains(UsedTypes.Of(type), used => Areas.Of(used) == exception.Area);
        });

    [Fact]
    public void The_rules_have_no_circle()
        => Assert.All(FolderRules.MayUse.Keys, area => Assert.DoesNotContain(area, ReachableFrom(area)));

    private static bool MayUse(string area, string used)
        => used == area || used is FolderRules.Vocabulary or "Diagnostics" || FolderRules.MayUse[area].Contains(used);

    private static HashSet<string> ReachableFrom(string area)
    {
        var reachable = new HashSet<string>();
        var open = new Stack<string>(FolderRules.MayUse[area]);
        while (open.TryPop(out var next))
        {
            if (reachable.Add(next))
            {
                foreach (var further in FolderRules.MayUse[next])
                {
                    open.Push(further);
                }
            }
        }

        return reachable;
    }
}
