namespace EfShard.Replicas.Tests.Histories;

/// <summary>What a client did and saw.</summary>
/// <param name="Client">Who.</param>
/// <param name="Register">The register that it wrote or read.</param>
/// <param name="IsWrite">Which of the two.</param>
/// <param name="Value">What it wrote or read. A register's writes come one after the other, each with a larger value.</param>
/// <param name="Begun">When it began, in ticks of the test's clock.</param>
/// <param name="Ended">When it was answered.</param>
/// <param name="MustSee">The largest value of the register that the client's level promised it, by what its session had written and read.</param>
public sealed record Operation(int Client, long Register, bool IsWrite, long Value, long Begun, long Ended, long MustSee);
