using BlogApp.Import;
using BlogApp.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogApp.Tests.Import;

public sealed class ImportTests : IDisposable
{
    private readonly BlogFactory _blog = new();
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Posts_are_imported_with_title_date_author_and_category()
    {
        _folder.With("release/one.md", """
            ---
            title: "One: the first"
            date: '2012-01-17T03:58:28.000Z'
            author: Ana Gómez
            category: release
            layout: blog-post
            ---

            Hello *there*.
            """);

        var report = await ImportAsync();

        Assert.Equal((1, 0, 0, 1), (report.Imported, report.Skipped, report.Broken.Count, report.NewAuthors));
        var post = Assert.Single(await ImportedPostsAsync());
        Assert.Equal("One: the first", post.Title);
        Assert.Equal(new DateTime(2012, 1, 17, 3, 58, 28, DateTimeKind.Utc), post.CreatedAt);
        Assert.Equal(DateTimeKind.Utc, post.CreatedAt.Kind);
        Assert.Equal("Ana Gómez", post.Author!.Name);
        Assert.Equal("release", post.CategoryCode);
        Assert.Equal("Hello *there*.", post.Body);
        Assert.Equal("Hello there.", post.Summary);
    }

    [Fact]
    public async Task A_second_import_imports_only_what_is_new()
    {
        _folder.With("a.md", File("A", "Ana")).With("b.md", File("B", "Bo"));
        await ImportAsync();
        _folder.With("c.md", File("C", "Ana"));

        var second = await ImportAsync();
        var third = await ImportAsync();

        Assert.Equal((1, 2, 0), (second.Imported, second.AlreadyThere, second.NewAuthors));
        Assert.Equal((0, 3, 0), (third.Imported, third.AlreadyThere, third.NewAuthors));
        Assert.Equal(["A", "B", "C"], (await ImportedPostsAsync()).Select(p => p.Title).Order());
    }

    [Fact]
    public async Task A_post_whose_author_was_corrected_is_not_imported_again()
    {
        _folder.With("a.md", File("A", "Anna"));
        await ImportAsync();
        _folder.With("a.md", File("A", "Hannah"));

        var second = await ImportAsync();

        Assert.Equal((0, 1), (second.Imported, second.AlreadyThere));
    }

    [Fact]
    public async Task Broken_files_are_reported_by_name_and_line_and_do_not_stop_the_rest()
    {
        _folder
            .With("1-no-front-matter.md", "# Just text\n")
            .With("2-open.md", "---\ntitle: Open\n")
            .With("3-yaml.md", "---\ntitle: Fine\nauthor: 'never closed\n---\ntext\n")
            .With("4-date.md", "---\ntitle: Fine\ndate: the other day\n---\ntext\n")
            .With("5-title.md", "---\ndate: 2020-01-01\n---\ntext\n")
            .With("6-list.md", "---\n- a\n- b\n---\ntext\n")
            .With("7-empty.md", "")
            .With("8-good.md", File("Good", "Ana"));

        var report = await ImportAsync();

        Assert.Equal(1, report.Imported);
        Assert.Equal(
            [("1-no-front-matter.md", 1), ("2-open.md", 3), ("3-yaml.md", 3), ("4-date.md", 3), ("5-title.md", 3), ("6-list.md", 2), ("7-empty.md", 1)],
            report.Broken.Select(problem => (problem.File, problem.Line)));
        Assert.All(report.Broken, problem => Assert.NotEmpty(problem.Reason));
    }

    [Fact]
    public async Task A_file_that_is_not_utf8_is_reported_with_the_line_of_the_bad_byte()
    {
        var bytes = "---\ntitle: A\ndate: 2020-01-01\n---\ncaf?\n"u8.ToArray();
        bytes[Array.IndexOf(bytes, (byte)'?')] = 0xE9; // é in Latin-1
        await System.IO.File.WriteAllBytesAsync(Path.Combine(_folder.Path, "latin.md"), bytes);

        var report = await ImportAsync();

        Assert.Equal([new ImportProblem("latin.md", 5, "the text is not UTF-8")], report.Broken);
    }

    [Fact]
    public async Task A_file_without_a_date_is_skipped_as_no_post()
    {
        _folder.With("index.md", "---\ntitle: Blog\nlayout: blog-category\n---\n");

        var report = await ImportAsync();

        Assert.Equal(["index.md"], report.Undated);
        Assert.Equal((0, 1), (report.Imported, report.Skipped));
    }

    [Fact]
    public async Task Several_spellings_of_an_author_are_one_user()
    {
        _folder
            .With("1.md", File("One", "Isaac Z. Schlueter"))
            .With("2.md", File("Two", "isaac schlueter"))
            .With("3.md", File("Three", "'Isaac Schlueter (@isaacs)'"))
            .With("4.md", File("Four", "'Isaac Schlueter & Bo Li'"))
            .With("5.md", File("Five", "Isáac  Schlueter"));

        var report = await ImportAsync();

        Assert.Equal(1, report.NewAuthors);
        var posts = await ImportedPostsAsync();
        Assert.Equal(5, posts.Count);
        Assert.All(posts, post => Assert.Equal("Isaac Z. Schlueter", post.Author!.Name));
        Assert.Equal("Isaac Schlueter, Bo Li", posts.Single(p => p.Title == "Four").Byline);
    }

    [Fact]
    public async Task An_author_who_is_a_user_already_is_that_user()
    {
        var user = BlogFactory.Sample.Users().ElementAt(10);
        _folder.With("1.md", File("One", user.Name.ToUpperInvariant()));

        var report = await ImportAsync();

        Assert.Equal(0, report.NewAuthors);
        Assert.Equal(user.Id, Assert.Single(await ImportedPostsAsync()).AuthorId);
    }

    [Fact]
    public async Task A_post_without_an_author_goes_to_the_unknown_author()
    {
        _folder.With("1.md", "---\ntitle: One\ndate: 2020-01-01\n---\ntext\n");

        await ImportAsync();

        Assert.Equal("Unknown author", Assert.Single(await ImportedPostsAsync()).Author!.Name);
    }

    [Fact]
    public async Task Unknown_categories_become_uncategorized_and_are_counted()
    {
        _folder
            .With("1.md", File("One", "Ana", "cooking"))
            .With("2.md", File("Two", "Ana", "cooking"))
            .With("3.md", File("Three", "Ana", "RELEASE"));

        var report = await ImportAsync();

        Assert.Equal([new KeyValuePair<string, int>("cooking", 2)], report.UnknownCategories);
        var categories = (await ImportedPostsAsync()).ToDictionary(p => p.Title, p => p.CategoryCode);
        Assert.Equal("uncategorized", categories["One"]);
        Assert.Equal("release", categories["Three"]);
    }

    [Fact]
    public async Task The_reader_of_an_import_follows_every_author_and_has_their_newest_posts_as_feed()
    {
        for (var i = 0; i < 50; i++)
        {
            _folder.With($"{i}.md", File($"Post {i}", $"Author{i % 9}", date: $"2020-01-01T00:{i % 7:00}:00Z")); // many of the same moment
        }

        var report = await ImportAsync();

        var expected = (await ImportedPostsAsync()).OrderByDescending(p => p.CreatedAt).ThenByDescending(p => p.Id).Take(20).Select(p => p.Id);
        var page = await _blog.CreateClient().GetStringAsync($"/feed/{report.ReaderId}");
        Assert.Equal(expected, PageText.PostIds(page));
        Assert.Equal(9, await _blog.WithContextAsync(context => context.Follows.CountAsync(f => f.FollowerId == report.ReaderId)));
    }

    [Fact]
    public async Task Components_of_an_mdx_file_are_left_out_but_their_text_and_code_stay()
    {
        _folder.With("1.mdx", """
            ---
            title: Moving
            date: 2020-01-01
            ---
            import Box from './box';

            # Moving

            <AlertBox level="info" title="!">
              Mind the gap.
            </AlertBox>

            ```js
            import http2 from "node:http2";
            ```
            """);

        await ImportAsync();

        var post = Assert.Single(await ImportedPostsAsync());
        Assert.DoesNotContain("AlertBox", post.Body);
        Assert.DoesNotContain("Box from", post.Body);
        Assert.DoesNotContain("# Moving", post.Body);
        Assert.Contains("Mind the gap.", post.Body);
        Assert.Contains("import http2", post.Body);
    }

    [Fact]
    public async Task Html_in_a_post_is_shown_without_its_tags()
    {
        _folder.With("1.md", File("One", "Ana", body: "Before <b onclick=\"evil()\">bold</b> after, and List<T>.\n\n<iframe src=\"https://example.org\"></iframe>\n"));

        await ImportAsync();

        var post = Assert.Single(await ImportedPostsAsync());
        var page = await _blog.CreateClient().GetStringAsync($"/posts/{post.Id}");
        Assert.Contains("<p>Before bold after, and List&lt;T&gt;.</p>", page);
        Assert.DoesNotContain("iframe", page);
        Assert.DoesNotContain("onclick", page);
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_is_an_error_of_the_command()
        => Assert.Equal(2, await ImportCommand.RunAsync(_blog.Services, Path.Combine(_folder.Path, "nowhere"), TextWriter.Null));

    [Fact]
    public async Task The_command_imports_the_folder_and_prints_the_summary()
    {
        _folder.With("a.md", File("A", "Ana")).With("b.md", "no front matter");
        var output = new StringWriter();

        var exitCode = await ImportCommand.RunAsync(_blog.Services, _folder.Path, output);

        Assert.Equal(0, exitCode);
        Assert.Contains("broken: b.md(1): ", output.ToString());
        Assert.Contains("Imported 1 posts (1 new authors), skipped 0 (0 imported before), broken 1.", output.ToString());
    }

    [Fact]
    public void The_summary_says_how_many_were_imported_skipped_and_broken()
    {
        var report = new ImportReport { Imported = 1_020, AlreadyThere = 3, NewAuthors = 60, ReaderId = 5 };
        report.Undated.Add("index.md");
        report.Broken.Add(new ImportProblem("a/bad.md", 7, "'date' is not a date"));
        var output = new StringWriter { NewLine = "\n" };

        ImportCommand.Print(report, output, "http://localhost:5080");

        Assert.Equal(
            """
            broken: a/bad.md(7): 'date' is not a date
            skipped: index.md: no date, so not a post
            Imported 1,020 posts (60 new authors), skipped 4 (3 imported before), broken 1.
            A user who follows all of these authors: http://localhost:5080/feed/5

            """.ReplaceLineEndings("\n"),
            output.ToString());
    }

    public void Dispose()
    {
        _blog.Dispose();
        _folder.Dispose();
    }

    private static string File(string title, string author, string category = "release", string date = "2020-01-01T00:00:00Z", string body = "Text.")
        => $"---\ntitle: {title}\nauthor: {author}\ncategory: {category}\ndate: {date}\n---\n\n{body}\n";

    private async Task<ImportReport> ImportAsync()
    {
        await using var scope = _blog.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<BlogImport>().RunAsync(_folder.Path, progress: null, CancellationToken.None);
    }

    private Task<List<Post>> ImportedPostsAsync()
        => _blog.WithContextAsync(context => context.Posts.AsNoTracking().Include(p => p.Author).Where(p => p.Source != null).ToListAsync());
}
