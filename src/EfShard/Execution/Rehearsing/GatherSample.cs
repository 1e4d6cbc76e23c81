namespace EfShard.Execution.Rehearsing;

/// <summary>One execution of a statement that would be gathered, kept so that its rows can be counted when somebody asks for the report.</summary>
/// <param name="Template">The statement.</param>
/// <param name="Parameters">The values of its parameters.</param>
internal sealed record GatherSample(StatementTemplate Template, IReadOnlyDictionary<string, object?> Parameters);
