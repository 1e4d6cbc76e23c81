namespace BlogApp.Sample;

/// <summary>Tags for the sample's posts, the commonest first.</summary>
internal static class SampleTags
{
    private const int Most = 3;

    private static readonly string[] All =
    [
        "performance", "sharding", "postgres", "how-to", "testing", "measurements", "sqlite", "teamwork", "beginners", "opinion", "operations",
        "latency", "caching", "postmortem", "accessibility", "css", "logging", "queues", "command-line", "documentation", "hiring", "remote-work",
        "meetup", "open-source", "security", "backups", "schema", "typography", "on-call", "mentoring",
    ];

    /// <summary>One to three different tags.</summary>
    public static IEnumerable<string> Pick(SampleRandom random)
        => Enumerable.Range(0, 1 + random.Next(Most)).Select(_ => All[random.NextZipf(All.Length)]).Distinct(StringComparer.Ordinal).ToList();
}
