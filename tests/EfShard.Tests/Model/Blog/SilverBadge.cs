namespace EfShard.Tests.Model.Blog;

public class SilverBadge : Badge
{
    public string? Engraving { get; set; }
}
