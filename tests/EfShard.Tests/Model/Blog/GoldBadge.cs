namespace EfShard.Tests.Model.Blog;

public class GoldBadge : Badge
{
    public int Karat { get; set; }
}
