using BlogApp.Import;

namespace BlogApp.Tests.Import;

public sealed class PostFileTests
{
    [Theory]
    [InlineData("2020-01-01T10:00:00-04:00", "2020-01-01T14:00:00")]
    [InlineData("'2020-01-01T10:00:00.000Z'", "2020-01-01T10:00:00")]
    [InlineData("2020-01-01", "2020-01-01T00:00:00")]
    public void Dates_become_utc(string written, string expected)
    {
        var post = PostFile.Parse("a.md", $"---\ntitle: A\ndate: {written}\n---\n");

        Assert.Equal(DateTime.Parse(expected), post.Date);
        Assert.Equal(DateTimeKind.Utc, post.Date!.Value.Kind);
    }

    [Fact]
    public void A_list_of_authors_is_read_like_a_written_one()
    {
        var post = PostFile.Parse("a.md", "---\ntitle: A\nauthor: [Ana Gómez, Bo Li]\n---\n");

        Assert.Equal("Ana Gómez, Bo Li", post.Author.Byline);
    }

    [Fact]
    public void Windows_line_endings_are_read()
    {
        var post = PostFile.Parse("a.md", "---\r\ntitle: A\r\n---\r\none\r\ntwo\r\n");

        Assert.Equal("A", post.Title);
        Assert.Equal("one\ntwo", post.Body);
    }

    [Fact]
    public void A_line_of_dashes_in_the_text_does_not_end_it()
    {
        var post = PostFile.Parse("a.md", "---\ntitle: A\n---\none\n\n---\n\ntwo\n");

        Assert.Equal("one\n\n---\n\ntwo", post.Body);
    }

    [Fact]
    public void A_title_that_is_too_long_is_cut()
    {
        var post = PostFile.Parse("a.md", $"---\ntitle: {new string('x', 300)}\n---\n");

        Assert.Equal(200, post.Title.Length);
        Assert.EndsWith("x…", post.Title);
    }

    [Fact]
    public void A_field_of_a_wrong_shape_is_named_with_its_line()
    {
        var error = Assert.Throws<BrokenFileException>(() => PostFile.Parse("a.md", "---\ntitle: A\nauthor:\n  name: Ana\n---\n"));

        Assert.Equal(4, error.Line);
        Assert.Contains("'author'", error.Message);
    }

    [Fact]
    public void A_field_that_is_there_twice_is_named_with_its_line()
    {
        var error = Assert.Throws<BrokenFileException>(() => PostFile.Parse("a.md", "---\ntitle: A\ntitle: B\n---\n"));

        Assert.Equal(3, error.Line);
    }
}
