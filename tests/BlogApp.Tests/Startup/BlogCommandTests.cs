using BlogApp.Hosting;

namespace BlogApp.Tests.Startup;

public sealed class BlogCommandTests
{
    [Fact]
    public void Without_arguments_the_blog_is_served()
    {
        Assert.True(BlogCommand.TryParse([], out var command, out _));

        Assert.Null(command.ImportFolder);
    }

    [Fact]
    public void Settings_are_passed_on()
    {
        Assert.True(BlogCommand.TryParse(["--data", "/tmp/x", "--urls", "http://localhost:1"], out var command, out _));

        Assert.Null(command.ImportFolder);
        Assert.Equal(["--data", "/tmp/x", "--urls", "http://localhost:1"], command.HostArguments);
    }

    [Fact]
    public void Import_takes_a_folder_and_settings()
    {
        Assert.True(BlogCommand.TryParse(["import", "/some/posts", "--data", "/tmp/x"], out var command, out _));

        Assert.Equal("/some/posts", command.ImportFolder);
        Assert.Equal(["--data", "/tmp/x"], command.HostArguments);
    }

    [Theory]
    [InlineData("import")]
    [InlineData("import", "--data", "x")]
    [InlineData("imprt", "x")]
    public void What_is_no_command_is_complained_about(params string[] args)
    {
        Assert.False(BlogCommand.TryParse(args, out _, out var complaint));

        Assert.NotEmpty(complaint);
    }
}
