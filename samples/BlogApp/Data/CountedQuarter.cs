namespace BlogApp.Data;

/// <summary>How many posts were written in a quarter (1 to 4) of a year.</summary>
public sealed record CountedQuarter(int Year, int Quarter, int Count);
