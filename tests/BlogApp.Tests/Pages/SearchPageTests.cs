using System.Text;
using BlogApp.Data;
using BlogApp.Model;

namespace BlogApp.Tests.Pages;

public sealed class SearchPageTests(BlogFactory blog) : IClassFixture<BlogFactory>
{
    private static readonly List<Post> Posts = [.. BlogFactory.Sample.Posts()];

    [Theory]
    [InlineData("dark")]
    [InlineData("SHARD key")]
    [InlineData("measur team")]
    [InlineData("code   review!")]
    public async Task Posts_that_have_all_words_are_found_and_every_page_of_them_is_there(string question)
    {
        // Not by SearchWords: words as a reader sees them.
        var words = question.ToLowerInvariant().Split([' ', '!'], StringSplitOptions.RemoveEmptyEntries);
        var expected = Posts
            .Where(p => words.All(w => WordsOf($"{p.Title} {p.Body}").Any(word => word.StartsWith(w, StringComparison.Ordinal))))
            .OrderByDescending(p => p.CreatedAt).ThenByDescending(p => p.Id)
            .Select(p => p.Id)
            .ToList();
        var client = blog.CreateClient();

        var page = await client.GetStringAsync($"/search?q={Uri.EscapeDataString(question)}");
        var found = PageText.PostIds(page);
        while (PageText.Link(page, "next") is { } next)
        {
            page = await client.GetStringAsync(next);
            found.AddRange(PageText.PostIds(page));
        }

        Assert.NotEmpty(expected);
        Assert.Equal(expected, found);
        Assert.Contains(expected.Count == 1 ? "One post" : $"{expected.Count} posts", page);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?q=")]
    [InlineData("?q=%20!%20")]
    public async Task Without_a_word_nothing_is_asked(string query)
    {
        var page = await blog.CreateClient().GetStringAsync("/search" + query);

        Assert.Empty(PageText.PostIds(page));
        Assert.DoesNotContain("newest first", page);
    }

    [Theory]
    [InlineData("100%")]
    [InlineData("a_b")]
    [InlineData("<script>")]
    public async Task Signs_that_mean_something_to_a_database_or_browser_mean_nothing(string question)
    {
        var page = await blog.CreateClient().GetStringAsync($"/search?q={Uri.EscapeDataString(question)}");

        Assert.DoesNotContain("<script>", page);
    }

    [Fact]
    public void Words_are_kept_once_without_case_and_accents()
        => Assert.Equal(" cafe naive 42 c ﬁ".Replace("ﬁ", "fi"), SearchWords.Of("Café", "naïve café, 42 C# \uFB01"));

    private static IEnumerable<string> WordsOf(string text)
    {
        var word = new StringBuilder();
        foreach (var c in text + " ")
        {
            if (char.IsLetterOrDigit(c))
            {
                word.Append(char.ToLowerInvariant(c));
            }
            else
            {
                yield return word.ToString();
                word.Clear();
            }
        }
    }
}
