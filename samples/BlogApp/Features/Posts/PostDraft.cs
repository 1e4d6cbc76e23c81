using System.Globalization;
using BlogApp.Data;
using BlogApp.Model;

namespace BlogApp.Features.Posts;

/// <summary>What was typed into the form of a new post, and what is wrong with it.</summary>
public sealed class PostDraft
{
    public string? Title { get; set; }

    public string? Category { get; set; }

    public string? Body { get; set; }

    /// <summary>Separated by commas; none is fine.</summary>
    public string? Tags { get; set; }

    /// <summary>The complaints by the name of the field; empty if the draft can be posted.</summary>
    public Dictionary<string, string> Check()
    {
        var complaints = new Dictionary<string, string>();
        CheckText(nameof(Title), Title, Post.TitleLength);
        CheckText(nameof(Body), Body, Post.BodyLength);
        if (Category is null || !Model.Category.Exists(Category))
        {
            complaints[nameof(Category)] = "Choose a category.";
        }

        var tags = TagList.Parse(Tags);
        if (tags.Count > PostTag.MostPerPost || tags.Exists(tag => tag.Length > PostTag.Length))
        {
            complaints[nameof(Tags)] = $"At most {PostTag.MostPerPost} tags of at most {PostTag.Length} characters.";
        }

        return complaints;

        void CheckText(string field, string? text, int most)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                complaints[field] = $"The {field.ToLowerInvariant()} is missing.";
            }
            else if (text.Length > most)
            {
                complaints[field] = string.Create(
                    CultureInfo.InvariantCulture, $"The {field.ToLowerInvariant()} is longer than {most:N0} characters.");
            }
        }
    }
}
