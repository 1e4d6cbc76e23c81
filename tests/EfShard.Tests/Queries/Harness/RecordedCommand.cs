namespace EfShard.Tests.Queries.Harness;

public sealed record RecordedCommand(string Database, string Text, IReadOnlyDictionary<string, object?> Parameters);
