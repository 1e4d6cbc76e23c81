using BlogApp.Import;

namespace BlogApp.Tests.Import;

public sealed class AuthorNameTests
{
    [Theory]
    [InlineData("Ana Gómez", "Ana Gómez", "ana gomez", null)]
    [InlineData("Minwoo Jung (github.com/JungMinu)", "Minwoo Jung", "minwoo jung", null)]
    [InlineData("James M Snell", "James M Snell", "james snell", null)]
    [InlineData("James M Snell, Rod Vagg", "James M Snell", "james snell", "James M Snell, Rod Vagg")]
    [InlineData("Ruy Adorno and Rafael Gonzaga", "Ruy Adorno", "ruy adorno", "Ruy Adorno, Rafael Gonzaga")]
    [InlineData("A (@a) & B (@b)", "A", "a", "A, B")]
    [InlineData("Juan José prepared by Ulises", "Juan José", "juan jose", "Juan José, Ulises")]
    [InlineData("Alexandra Sand", "Alexandra Sand", "alexandra sand", null)]
    [InlineData("  ", "Unknown author", "unknown author", null)]
    [InlineData("(@handle)", "Unknown author", "unknown author", null)]
    [InlineData(null, "Unknown author", "unknown author", null)]
    public void Authors_are_read_as_people_write_them(string? text, string display, string key, string? byline)
        => Assert.Equal(new AuthorName(display, key, byline), AuthorName.Parse(text));
}
