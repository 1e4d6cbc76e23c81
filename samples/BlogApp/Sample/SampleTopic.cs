namespace BlogApp.Sample;

/// <summary>Something that the sample's users write about.</summary>
internal sealed record SampleTopic(string CategoryCode, string Subject, string Part, string Measure)
{
    public static IReadOnlyList<SampleTopic> All { get; } =
    [
        new("databases", "a sharded database", "shard key", "rows a second"),
        new("databases", "slow queries", "query plan", "milliseconds"),
        new("databases", "read replicas", "replication slot", "bytes of lag"),
        new("databases", "an index nobody used", "covering index", "pages read"),
        new("engineering", "flaky tests", "fake clock", "green runs"),
        new("engineering", "a background worker", "job queue", "jobs a minute"),
        new("engineering", "code review", "checklist", "open reviews"),
        new("engineering", "retries", "back-off", "failed calls"),
        new("engineering", "feature flags", "kill switch", "live flags"),
        new("tools", "the terminal", "shell history", "keystrokes saved"),
        new("tools", "build times", "incremental build", "seconds"),
        new("tools", "log files", "structured event", "gigabytes a day"),
        new("design", "dark mode", "colour palette", "contrast ratio"),
        new("design", "forms that people finish", "error message", "abandoned forms"),
        new("design", "typography on small screens", "line length", "characters a line"),
        new("career", "the first week on call", "runbook", "pages a night"),
        new("career", "writing things down", "decision record", "meetings avoided"),
        new("community", "a local user group", "lightning talk", "regulars"),
        new("community", "first contributions", "good first issue", "new contributors"),
        new("events", "a day of database talks", "hallway track", "pages of notes"),
    ];
}
