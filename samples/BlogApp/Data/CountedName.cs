namespace BlogApp.Data;

/// <summary>How many posts have a tag or category.</summary>
public sealed record CountedName(string Code, string Name, int Count);
