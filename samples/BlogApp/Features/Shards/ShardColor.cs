using System.Globalization;

namespace BlogApp.Features.Shards;

/// <summary>The colours of shards: the same in the ring, the cards and the bars. Their values are in the style sheet.</summary>
internal static class ShardColor
{
    private const int Colors = 8;

    public static string Of(int index) => "k" + (index % Colors).ToString(CultureInfo.InvariantCulture);
}
