namespace EfShard.Providers.Moving;

/// <summary>Rows can't move as they are; what is done so far is to be rolled back. The message says why.</summary>
internal sealed class MoveException(string message) : InvalidOperationException(message);
