namespace EfShard.Differential.Tests.Model;

/// <summary>Stored as text.</summary>
public readonly record struct TicketCode(string Value);
