namespace BlogApp.Data;

/// <summary>How many posts were written in a month.</summary>
public sealed record CountedMonth(int Year, int Month, int Count);
