namespace EfShard.Crash.Tests.Model;

/// <summary>One of the participants that are prepared.</summary>
/// <param name="Part">Its transaction.</param>
/// <param name="Known">What the coordinator knows of it.</param>
/// <param name="PrepareOnItsWay">Whether a PREPARE TRANSACTION was sent and has not been executed; it may be late.</param>
internal readonly record struct Other(Part Part, Knowledge Known, bool PrepareOnItsWay);
