using EfShard.Analyzers.Tests.Verifying;

namespace EfShard.Analyzers.Tests.Building;

/// <summary>The sample's build shows the warning that it is meant to show, and nothing else.</summary>
public class BlogAppBuildTests
{
    [Fact]
    public async Task The_deliberate_join_is_the_only_warning_of_the_sample()
    {
        var output = await DotnetCommand.RunAsync(
            Path.Combine(Repository.Root, "samples", "BlogApp"),
            "build", "-c", DotnetCommand.Configuration, "--no-dependencies", "--no-incremental", "-nodeReuse:false", "-warnaserror");

        var warning = Assert.Single(DotnetCommand.Warnings(output));
        Assert.Contains("CrossShardJoin.cs(", warning, StringComparison.Ordinal);
        Assert.Contains("warning EFS0001: This joins 'Follow' (sharded by FollowerId in the default group) with 'User' (sharded by Id", warning, StringComparison.Ordinal);
    }
}
